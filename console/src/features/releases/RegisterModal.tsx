import {
  Alert,
  Button,
  Code,
  FileInput,
  Group,
  Modal,
  Progress,
  Select,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useRef, useState, type ClipboardEvent, type FormEvent, type ReactNode } from 'react';
import { code, Refusal, sentence } from '../../lib/problem';
import { bytes } from '../../lib/time';
import { told } from '../../ui/toast';
import { useRegister } from './api';
import {
  ARCHES,
  EMPTY,
  faults,
  FIELDS,
  OSES,
  SHA256_PATTERN,
  SIGNATURE_PATTERN,
  signedFields,
  trimmed,
  wrong,
  type Draft,
  type Field,
} from './manifest';
import { named } from './rollout';

/** Registers a version with the values of the signing run; what was typed outlives a refusal. */
export function RegisterModal({
  draft,
  onDraft,
  onClose,
}: {
  draft: Draft;
  onDraft: (draft: Draft) => void;
  onClose: () => void;
}) {
  const register = useRegister();
  const upload = useRef(new AbortController());
  const [binary, setBinary] = useState<File | null>(null);
  const [shown, setShown] = useState<Partial<Record<Field, string>>>({});

  const set = (fields: Partial<Draft>) => {
    onDraft({ ...draft, ...fields });
    setShown((before) =>
      Object.fromEntries(Object.entries(before).filter(([field]) => !(field in fields))),
    );
  };
  const check = (field: Field) => {
    const fault = draft[field].trim() === '' ? null : wrong(field, draft[field]);
    if (fault !== null) {
      setShown((before) => ({ ...before, [field]: fault }));
    }
  };
  const paste = (event: ClipboardEvent) => {
    const fields = signedFields(event.clipboardData.getData('text'));
    if (fields !== null) {
      event.preventDefault();
      set(fields);
    }
  };
  const refuse = (error: Error) => {
    const field = error instanceof Refusal ? error.field : undefined;
    if (FIELDS.includes(field as Field)) {
      setShown({ [field as Field]: sentence(error) });
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = faults(draft);
    setShown(found);
    const [first] = Object.keys(found);
    if (first !== undefined) {
      document.getElementsByName(first)[0]?.focus();
      return;
    }
    const sent = trimmed(draft);
    register.mutate(
      { draft: sent, binary, signal: upload.current.signal },
      {
        onSuccess: () => {
          told(`${named(sent)} registered`);
          onDraft(EMPTY);
          onClose();
        },
        onError: refuse,
      },
    );
  };
  const cancel = () => {
    upload.current.abort();
    onClose();
  };
  const input = (field: Field) => ({
    name: field,
    value: draft[field],
    error: shown[field],
    onChange: (event: { currentTarget: { value: string } }) =>
      set({ [field]: event.currentTarget.value }),
    onBlur: () => check(field),
    autoComplete: 'off',
    spellCheck: false,
    required: true,
    styles: { input: { fontFamily: 'var(--mantine-font-family-monospace)' } },
  });
  return (
    <Modal
      opened
      onClose={cancel}
      title="Register version"
      size="lg"
      closeOnClickOutside={false}
      closeOnEscape={!register.isPending}
    >
      <form noValidate onSubmit={submit} onPaste={paste}>
        <Stack gap="sm">
          <Text size="xs" c="dimmed">
            Paste the JSON that the signing step printed into any field to fill them all.
          </Text>
          <TextInput {...input('version')} label="Version" placeholder="5.12.1" data-autofocus />
          <SimpleGrid cols={2} spacing="sm">
            <Select
              label="OS"
              data={OSES}
              allowDeselect={false}
              value={draft.os}
              onChange={(os) => os !== null && set({ os: os as Draft['os'] })}
              error={shown.os}
              required
            />
            <Select
              label="Arch"
              data={ARCHES}
              allowDeselect={false}
              value={draft.arch}
              onChange={(arch) => arch !== null && set({ arch: arch as Draft['arch'] })}
              error={shown.arch}
              required
            />
          </SimpleGrid>
          <TextInput
            {...input('download_url')}
            label={<Hinted hint="(must start with /api/)">Download URL</Hinted>}
            placeholder={`/api/v1/osquery/binary/${draft.os}/${draft.arch}/${draft.version.trim() || '<version>'}/osqueryd`}
          />
          <TextInput
            {...input('sha256')}
            label="SHA256"
            placeholder="64 hex characters"
            pattern={SHA256_PATTERN}
          />
          <Textarea
            {...input('signature')}
            label={<Hinted hint="(Ed25519, hex)">Manifest signature</Hinted>}
            placeholder="128 hex characters"
            data-pattern={SIGNATURE_PATTERN}
            autosize
            minRows={2}
            maxRows={4}
          />
          <TextInput
            {...input('manifest_timestamp')}
            label={<Hinted hint="(RFC 3339 UTC)">Manifest timestamp</Hinted>}
            placeholder="2026-04-04T12:00:00Z"
          />
          <FileInput
            label={<Hinted hint="(optional)">Binary</Hinted>}
            description="Uploaded with the manifest, and compared with the SHA256"
            placeholder="osqueryd"
            clearable
            clearButtonProps={{ 'aria-label': 'No binary' }}
            value={binary}
            onChange={setBinary}
          />
          {register.error !== null && <Failed error={register.error} />}
          {register.isPending && binary !== null && (
            <div role="status">
              <Text size="sm" mb={4}>
                Uploading {binary.name} ({bytes(binary.size)})…
              </Text>
              <Progress value={100} animated aria-label="Uploading" />
            </div>
          )}
          <Text size="xs" c="dimmed">
            Signature and timestamp are generated by the CI signing step
            (scripts/sign-osquery-manifest.sh). For direct binary uploads, use mimir-cli or POST
            multipart/form-data to the API.
          </Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={cancel}>
              Cancel
            </Button>
            <Button type="submit" loading={register.isPending}>
              Register
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function Hinted({ hint, children }: { hint: string; children: ReactNode }) {
  return (
    <>
      {children}{' '}
      <Text span size="xs" c="dimmed" fw={400}>
        {hint}
      </Text>
    </>
  );
}

/** Why, what to do, and, where it says more, what the service said. */
function Failed({ error }: { error: Error }) {
  const detail = error instanceof Refusal ? error.detail : '';
  return (
    <Alert
      color="red"
      title="Registration failed."
      role="alert"
      ref={(notice) => notice?.scrollIntoView({ block: 'nearest' })}
    >
      <Text size="sm">
        {sentence(error)} <Code>{code(error)}</Code>
      </Text>
      {detail !== '' && detail !== sentence(error) && (
        <Text size="xs" mt={4} style={{ overflowWrap: 'anywhere' }}>
          {detail}
        </Text>
      )}
    </Alert>
  );
}
