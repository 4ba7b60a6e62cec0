import { Group, Select, TextInput } from '@mantine/core';
import { useUrl } from '../../lib/url';
import { SEVERITIES, TYPE_OPTIONS } from '../../parts/indicators';
import { SearchInput } from '../../ui/SearchInput';
import { IconTag } from '@tabler/icons-react';

/** What narrows the list; all of it is in the address. */
export function Filters() {
  const [search, change] = useUrl();
  return (
    <Group gap="xs" role="search" aria-label="Indicators">
      <SearchInput
        label="Search values"
        value={search['q'] ?? ''}
        onSearch={(q) => change({ q })}
        flex={{ base: '1 1 100%', sm: '1 1 200px' }}
      />
      <Picked name="type" label="Type" options={TYPE_OPTIONS} />
      <Picked name="severity" label="Severity" options={SEVERITIES} />
      <Picked
        name="active"
        label="State"
        options={[
          { value: 'true', label: 'Active' },
          { value: 'false', label: 'Inactive' },
        ]}
      />
      <TagFilter value={search['tag'] ?? ''} onSearch={(tag) => change({ tag })} />
    </Group>
  );
}

function Picked({
  name,
  label,
  options,
}: {
  name: string;
  label: string;
  options: readonly (string | { value: string; label: string })[];
}) {
  const [search, change] = useUrl();
  return (
    <Select
      aria-label={label}
      placeholder={label}
      clearable
      data={[...options]}
      value={search[name] ?? null}
      onChange={(value) => change({ [name]: value ?? '' })}
      flex={{ base: '1 1 40%', sm: '0 1 150px' }}
    />
  );
}

/** A tag is asked for as a whole, so when it is typed to its end. */
function TagFilter({ value, onSearch }: { value: string; onSearch: (tag: string) => void }) {
  return (
    <TextInput
      key={value}
      aria-label="Tag"
      placeholder="Tag"
      leftSection={<IconTag size={16} aria-hidden />}
      defaultValue={value}
      onBlur={(event) => onSearch(event.currentTarget.value.trim())}
      onKeyDown={(event) => event.key === 'Enter' && onSearch(event.currentTarget.value.trim())}
      flex={{ base: '1 1 40%', sm: '0 1 140px' }}
    />
  );
}
