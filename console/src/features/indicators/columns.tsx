import { Anchor, Badge, Button, Checkbox, Group, Text } from '@mantine/core';
import { IocTypeBadge, SeverityBadge, shortValue } from '../../parts/badges';
import type { Column } from '../../ui/DataTable';
import { RelativeTime } from '../../ui/RelativeTime';
import type { Indicator } from './api';

export interface Acts {
  selected: ReadonlySet<string>;
  select: (indicator: Indicator, selected: boolean) => void;
  edit: (indicator: Indicator) => void;
  setActive: (indicator: Indicator, active: boolean) => void;
  byTag: (tag: string) => void;
}

/** The list's columns, with what one can do to a row. */
export function columns(acts: Acts): readonly Column<Indicator>[] {
  return [
    {
      key: 'select',
      title: 'Hunt',
      width: 48,
      cell: (indicator) => (
        <Checkbox
          size="xs"
          aria-label={`Select ${indicator.value}`}
          disabled={!indicator.active}
          checked={acts.selected.has(indicator.id)}
          onChange={(event) => acts.select(indicator, event.currentTarget.checked)}
        />
      ),
    },
    { key: 'type', title: 'Type', wide: true, cell: (row) => <IocTypeBadge type={row.type} /> },
    {
      key: 'value',
      title: 'Value',
      cell: (row) => (
        <>
          <Anchor
            component="button"
            type="button"
            size="sm"
            ta="left"
            className="mono"
            title={row.value}
            style={{ overflowWrap: 'anywhere' }}
            onClick={() => acts.edit(row)}
          >
            {shortValue(row.type, row.value)}
          </Anchor>
          {!row.active && (
            <Badge color="gray" hiddenFrom="sm" ml={6}>
              inactive
            </Badge>
          )}
          {row.description !== '' && (
            <Text size="xs" c="dimmed" lineClamp={2}>
              {row.description}
            </Text>
          )}
        </>
      ),
    },
    {
      key: 'severity',
      title: 'Severity',
      cell: (row) => <SeverityBadge severity={row.severity} />,
    },
    {
      key: 'tags',
      title: 'Tags',
      wide: true,
      cell: (row) => (
        <Group gap={4}>
          {row.tags.map((tag) => (
            <Badge
              key={tag}
              component="button"
              type="button"
              variant="outline"
              color="gray"
              title={`Show those tagged ${tag}`}
              style={{ cursor: 'pointer' }}
              onClick={() => acts.byTag(tag)}
            >
              {tag}
            </Badge>
          ))}
        </Group>
      ),
    },
    {
      key: 'created',
      title: 'Created',
      wide: true,
      cell: (row) => <RelativeTime at={row.created_at} />,
    },
    {
      key: 'active',
      title: 'State',
      wide: true,
      cell: (row) => (
        <Group gap="xs" wrap="nowrap">
          <Badge variant="dot" color={row.active ? 'green' : 'gray'}>
            {row.active ? 'active' : 'inactive'}
          </Badge>
          <Button
            size="compact-xs"
            variant="default"
            aria-label={`${row.active ? 'Deactivate' : 'Activate'} ${row.value}`}
            onClick={() => acts.setActive(row, !row.active)}
          >
            {row.active ? 'Deactivate' : 'Activate'}
          </Button>
        </Group>
      ),
    },
  ];
}
