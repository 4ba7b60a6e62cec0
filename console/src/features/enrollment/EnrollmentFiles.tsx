import { Button, Group, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { saveText } from '../../lib/download';
import { PLATFORMS } from '../../parts/target';
import { ErrorNotice } from '../../ui/Notice';
import { saveCertificates, saveFlagFile } from './api';

/**
 * The files with which a machine becomes an agent.
 *
 * @param secret also as a file, while it is known
 */
export function EnrollmentFiles({ secret }: { secret?: string }) {
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState('');
  const save = (what: string, saving: () => Promise<void>) => {
    setBusy(what);
    setError(null);
    saving()
      .catch(setError)
      .finally(() => setBusy(''));
  };
  const icon = <IconDownload size={14} aria-hidden />;
  return (
    <Stack gap="xs">
      <Text size="sm">
        osqueryd needs three files, at the places that the flag file names: the flag file of its
        platform, the certificates (mimir-ca.pem), and the text of a secret (mimir-enroll-secret).
      </Text>
      <Group gap="xs" role="group" aria-label="Flag file">
        <Text size="sm" c="dimmed" w={{ base: '100%', xs: 80 }}>
          Flag file
        </Text>
        {PLATFORMS.map((platform) => (
          <Button
            key={platform}
            size="xs"
            variant="default"
            leftSection={icon}
            aria-label={`Flag file for ${platform}`}
            loading={busy === platform}
            onClick={() => save(platform, () => saveFlagFile(platform))}
          >
            {platform}
          </Button>
        ))}
      </Group>
      <Group gap="xs">
        <Text size="sm" c="dimmed" w={{ base: '100%', xs: 80 }}>
          Files
        </Text>
        <Button
          size="xs"
          variant="default"
          leftSection={icon}
          loading={busy === 'ca'}
          onClick={() => save('ca', saveCertificates)}
        >
          mimir-ca.pem
        </Button>
        {secret !== undefined && (
          <Button
            size="xs"
            variant="default"
            leftSection={icon}
            onClick={() => saveText('mimir-enroll-secret', secret)}
          >
            mimir-enroll-secret
          </Button>
        )}
      </Group>
      {error !== null && <ErrorNotice error={error} />}
    </Stack>
  );
}
