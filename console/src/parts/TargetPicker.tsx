import {
  Button,
  Checkbox,
  Group,
  MultiSelect,
  SegmentedControl,
  Select,
  Stack,
  Text,
  Textarea,
} from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { api, body } from '../lib/http';
import { count, counted } from '../lib/time';
import { sentence } from '../lib/problem';
import {
  idOnly,
  idsIn,
  keyOf,
  PLATFORMS,
  targetOf,
  type PickedHost,
  type Target,
  type TargetDraft,
  type TargetMode,
} from './target';
import { useHostNames } from './useHostNames';

const MODES: readonly { value: TargetMode; label: string }[] = [
  { value: 'fleet', label: 'Fleet' },
  { value: 'single', label: 'Single host' },
  { value: 'list', label: 'Host list' },
  { value: 'os', label: 'By OS' },
];

/** Above so many hosts only their number is shown. */
const SHOWN_MAX = 50;
const NONE: readonly PickedHost[] = [];

/** Picks whom to ask, and says beforehand how many that are. */
export function TargetPicker({
  draft,
  onChange,
  modes = ['fleet', 'single', 'list', 'os'],
}: {
  draft: TargetDraft;
  onChange: (draft: TargetDraft) => void;
  modes?: readonly TargetMode[];
}) {
  const target = useMemo(() => targetOf(draft), [draft]);
  return (
    <Stack gap="xs">
      <SegmentedControl
        aria-label="Target"
        value={draft.mode}
        onChange={(mode) => onChange({ ...draft, mode: mode as TargetMode })}
        data={MODES.filter(({ value }) => modes.includes(value))}
      />
      {draft.mode === 'single' && (
        <SingleHost picked={draft.single} onPick={(single) => onChange({ ...draft, single })} />
      )}
      {draft.mode === 'list' && (
        <HostList picked={draft.list} onPick={(list) => onChange({ ...draft, list })} />
      )}
      {draft.mode === 'os' && (
        <Checkbox.Group
          aria-label="Operating systems"
          value={[...draft.os]}
          onChange={(os) => onChange({ ...draft, os })}
        >
          <Group gap="md">
            {PLATFORMS.map((platform) => (
              <Checkbox key={platform} value={platform} label={platform} />
            ))}
          </Group>
        </Checkbox.Group>
      )}
      <Preview target={target} />
    </Stack>
  );
}

function useHostSearch(typed: string) {
  const [q] = useDebouncedValue(typed.trim(), 250);
  return useQuery({
    queryKey: ['hosts', 'picker', q],
    queryFn: async () =>
      (await body(api.GET('/api/v1/hosts', { params: { query: { q, limit: 50 } } }))).items,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
}

function options(found: readonly PickedHost[], picked: readonly PickedHost[]) {
  const known = new Map([...picked, ...found].map((host) => [host.id, host.hostname]));
  return [...known].map(([value, label]) => ({ value, label }));
}

function SingleHost({
  picked: pickedOne,
  onPick,
}: {
  picked: PickedHost | null;
  onPick: (host: PickedHost | null) => void;
}) {
  const [typed, setTyped] = useState('');
  const [picked = null] = useHostNames(pickedOne === null ? [] : [pickedOne]);
  const found = useHostSearch(typed === picked?.hostname ? '' : typed).data ?? [];
  return (
    <Select
      aria-label="Host"
      placeholder="Search hosts by name"
      searchable
      clearable
      nothingFoundMessage="No host of this name"
      filter={({ options: all }) => all}
      data={options(found, picked === null ? [] : [picked])}
      value={picked?.id ?? null}
      searchValue={typed}
      onSearchChange={setTyped}
      onChange={(id) =>
        onPick(found.find((host) => host.id === id) ?? (id === null ? null : picked))
      }
    />
  );
}

function HostList({
  picked: pickedAll,
  onPick,
}: {
  picked: readonly PickedHost[];
  onPick: (hosts: readonly PickedHost[]) => void;
}) {
  const [typed, setTyped] = useState('');
  const [pasting, setPasting] = useState(false);
  const [pasted, setPasted] = useState('');
  const found = useHostSearch(typed).data ?? [];
  const named = useHostNames(pickedAll.length > SHOWN_MAX ? NONE : pickedAll);
  const picked = pickedAll.length > SHOWN_MAX ? pickedAll : named;
  const ids = idsIn(pasted);
  const known = () => new Map([...found, ...picked].map((host) => [host.id, host]));
  const addPasted = () => {
    const byId = known();
    const added = ids.map((id) => byId.get(id) ?? idOnly(id));
    onPick([...new Map([...picked, ...added].map((host) => [host.id, host])).values()]);
    setPasting(false);
    setPasted('');
  };
  if (pasting) {
    return (
      <Stack gap="xs">
        <Textarea
          label="Host ids"
          description="One per line, or any text that has them, such as an export"
          autosize
          minRows={3}
          maxRows={10}
          value={pasted}
          onChange={(event) => setPasted(event.currentTarget.value)}
        />
        <Group gap="xs">
          <Button size="xs" disabled={ids.length === 0} onClick={addPasted}>
            Add {counted(ids.length, 'host')}
          </Button>
          <Button size="xs" variant="default" onClick={() => setPasting(false)}>
            Cancel
          </Button>
        </Group>
      </Stack>
    );
  }
  if (picked.length > SHOWN_MAX) {
    return (
      <Group gap="xs">
        <Text size="sm">{counted(picked.length, 'host')} picked</Text>
        <Button size="xs" variant="default" onClick={() => onPick([])}>
          Clear
        </Button>
        <Button size="xs" variant="default" onClick={() => setPasting(true)}>
          Paste more
        </Button>
      </Group>
    );
  }
  return (
    <Group gap="xs" align="flex-start" wrap="nowrap">
      <MultiSelect
        flex={1}
        aria-label="Hosts"
        placeholder={picked.length === 0 ? 'Search hosts by name' : undefined}
        searchable
        clearable
        nothingFoundMessage="No host of this name"
        filter={({ options: all }) => all}
        data={options(found, picked)}
        value={picked.map((host) => host.id)}
        searchValue={typed}
        onSearchChange={setTyped}
        onChange={(chosen) => {
          const byId = known();
          onPick(chosen.flatMap((id) => byId.get(id) ?? []));
        }}
      />
      <Button variant="default" onClick={() => setPasting(true)}>
        Paste
      </Button>
    </Group>
  );
}

/** `40 hosts, 32 connected (linux 20, windows 20)`. */
function Preview({ target }: { target: Target | null }) {
  const [asked] = useDebouncedValue(target, 250);
  const preview = useQuery({
    queryKey: ['target-preview', asked === null ? null : keyOf(asked)],
    queryFn: () => body(api.POST('/api/v1/targets/preview', { body: { target: asked as Target } })),
    enabled: asked !== null,
    staleTime: 10_000,
  });
  let told = 'Pick whom to ask.';
  if (target !== null) {
    // The number is of what is picked now, or not shown.
    if (asked !== target || preview.isPending) {
      told = 'Counting hosts…';
    } else if (preview.error !== null) {
      told = sentence(preview.error);
    } else {
      const { hosts, connected, by_platform } = preview.data;
      const each = Object.entries(by_platform)
        .map(([platform, { hosts: of }]) => `${platform} ${count(of)}`)
        .join(', ');
      told = `${counted(hosts, 'host')}, ${count(connected)} connected${each ? ` (${each})` : ''}`;
    }
  }
  return (
    <Text
      size="sm"
      c={target === null || preview.error === null ? 'dimmed' : 'red'}
      aria-live="polite"
    >
      {told}
    </Text>
  );
}
