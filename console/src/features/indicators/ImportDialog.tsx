import { Button, FileButton, Group, Modal, Select, Stack, Text, Textarea } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useState } from 'react';
import { bytes } from '../../lib/time';
import { ErrorNotice } from '../../ui/Notice';
import { useImport } from './api';
import { FORMAT_OPTIONS, formatName, formatOf, type ImportFormat } from './importFormat';
import { ImportReport } from './ImportReport';

/** So much of a file tells its format. */
const BEGINNING = 64 * 1024;

/** Adds many indicators from a pasted text or a file, and says what became of each. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState('');
  const [file, setFile] = useState<{ file: File; format: ImportFormat } | null>(null);
  const [picked, setPicked] = useState<ImportFormat | null>(null);
  const imported = useImport();
  const detected = file?.format ?? formatOf(text);
  const format = picked ?? detected;
  const choose = async (chosen: File | null) => {
    if (chosen !== null) {
      const beginning = await chosen.slice(0, BEGINNING).text();
      setFile({ file: chosen, format: formatOf(beginning, chosen.name) });
      imported.reset();
    }
  };
  const nothing = file === null && text.trim() === '';
  const send = () => imported.mutate({ format, content: file?.file ?? text });
  if (imported.data !== undefined) {
    const again = () => {
      imported.reset();
      setText('');
      setFile(null);
    };
    return (
      <Modal opened onClose={onClose} title="Imported" size="xl">
        <ImportReport outcome={imported.data} />
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={again}>
            Import more
          </Button>
          <Button onClick={onClose} data-autofocus>
            Close
          </Button>
        </Group>
      </Modal>
    );
  }
  return (
    <Modal opened onClose={onClose} title="Import indicators" size="xl">
      <Stack gap="sm">
        {file === null ? (
          <Textarea
            label="Paste"
            description="One value per line, CSV, a STIX 2.1 bundle or a MISP event"
            data-autofocus
            autosize
            minRows={8}
            maxRows={16}
            spellCheck={false}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        ) : (
          <Group gap="sm">
            <Text size="sm">
              <b>{file.file.name}</b>, {bytes(file.file.size)}
            </Text>
            <Button size="compact-sm" variant="default" onClick={() => setFile(null)}>
              Remove
            </Button>
          </Group>
        )}
        <Group align="flex-end" gap="sm">
          <FileButton onChange={(chosen) => void choose(chosen)} accept=".txt,.csv,.json,.stix">
            {(props) => (
              <Button
                {...props}
                variant="default"
                leftSection={<IconUpload size={16} aria-hidden />}
              >
                Choose file
              </Button>
            )}
          </FileButton>
          <Select
            label="Format"
            flex={1}
            miw={220}
            clearable
            placeholder={nothing ? 'Detected' : `Detected: ${formatName(detected)}`}
            data={[...FORMAT_OPTIONS]}
            value={picked}
            onChange={(value) => setPicked(value as ImportFormat | null)}
          />
        </Group>
        <Text size="sm" c="dimmed">
          At most 50,000 values and 10 MiB. A duplicate is no error and stays as it is. CSV may have
          the columns type, severity, description and tags (apart by ;) besides value.
        </Text>
        {imported.error !== null && <ErrorNotice error={imported.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button loading={imported.isPending} disabled={nothing} onClick={send}>
            Import
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
