import { Group, MultiSelect, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { IOC_TYPES, SeverityBadge, shortValue } from '../../parts/badges';
import { useIndicatorSearch, type Indicator } from './api';

/** Picks active indicators by a part of their value. */
export function IndicatorPicker({
  picked,
  onPick,
}: {
  picked: readonly Indicator[];
  onPick: (indicators: readonly Indicator[]) => void;
}) {
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed.trim(), 250);
  const search = useIndicatorSearch(q);
  const known = new Map([...picked, ...(search.data ?? [])].map((each) => [each.id, each]));
  return (
    <MultiSelect
      label="Indicators"
      placeholder={picked.length === 0 ? 'Search indicators by value' : undefined}
      searchable
      clearable
      hidePickedOptions
      nothingFoundMessage={
        search.isPending ? 'Searching…' : 'No active indicator has this in its value'
      }
      filter={({ options }) => options}
      data={[...known.values()].map((each) => ({
        value: each.id,
        label: shortValue(each.type, each.value),
      }))}
      renderOption={({ option }) => <Option indicator={known.get(option.value)} />}
      value={picked.map(({ id }) => id)}
      searchValue={typed}
      onSearchChange={setTyped}
      onChange={(ids) => onPick(ids.flatMap((id) => known.get(id) ?? []))}
    />
  );
}

function Option({ indicator }: { indicator: Indicator | undefined }) {
  if (indicator === undefined) {
    return null;
  }
  return (
    <Group gap="xs" wrap="nowrap" w="100%">
      <Text size="sm" flex={1} style={{ overflowWrap: 'anywhere' }}>
        {shortValue(indicator.type, indicator.value)}
      </Text>
      <Text size="xs" c="dimmed">
        {IOC_TYPES[indicator.type]}
      </Text>
      <SeverityBadge severity={indicator.severity} />
    </Group>
  );
}
