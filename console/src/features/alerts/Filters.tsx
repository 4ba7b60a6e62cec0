import { Chip, CloseButton, Group, Pill, SegmentedControl, Select } from '@mantine/core';
import { useUrl } from '../../lib/url';
import { SEVERITIES } from '../../parts/indicators';
import { SearchInput } from '../../ui/SearchInput';

/** Where an alert comes from, as far as this product knows. */
const SOURCES = [
  { value: 'hunt', label: 'Hunt' },
  { value: 'campaign', label: 'Campaign' },
] as const;

/** What narrows the alerts; all of it is in the address. */
export function Filters() {
  const [search, change] = useUrl();
  const source = search['source'] ?? '';
  return (
    <Group gap="sm" role="search" aria-label="Alerts">
      <SegmentedControl
        aria-label="State"
        value={search['state'] ?? 'open'}
        onChange={(state) => change({ state: state === 'open' ? '' : state })}
        data={[
          { value: 'open', label: 'Open' },
          { value: 'acknowledged', label: 'Acknowledged' },
          { value: 'all', label: 'All' },
        ]}
      />
      <Group gap="xs" role="group" aria-label="Source">
        {SOURCES.map(({ value, label }) => (
          <Chip
            key={value}
            checked={source === value}
            onChange={(checked) => change({ source: checked ? value : '' })}
          >
            {label}
          </Chip>
        ))}
      </Group>
      <Select
        aria-label="Severity"
        placeholder="Severity"
        clearable
        w={{ base: '100%', xs: 140 }}
        data={[...SEVERITIES]}
        value={search['severity'] ?? null}
        onChange={(severity) => change({ severity: severity ?? '' })}
      />
      <SearchInput
        label="Search host or value"
        value={search['q'] ?? ''}
        onSearch={(q) => change({ q })}
        flex="1 1 180px"
      />
      <Narrowed name="campaign_id" label="Campaign" />
      <Narrowed name="host_id" label="Host" />
    </Group>
  );
}

/** An id that a link from another page has put into the address. */
function Narrowed({ name, label }: { name: string; label: string }) {
  const [search, change] = useUrl();
  const id = search[name] ?? '';
  if (id === '') {
    return null;
  }
  return (
    <Pill size="md" title={id}>
      <Group gap={4} wrap="nowrap" component="span">
        {label} {id.slice(0, 8)}
        <CloseButton
          size="xs"
          aria-label={`Show alerts of every ${label.toLowerCase()}`}
          onClick={() => change({ [name]: '' })}
        />
      </Group>
    </Pill>
  );
}
