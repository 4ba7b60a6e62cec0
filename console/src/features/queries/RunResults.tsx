import {
  ActionIcon,
  Alert,
  Badge,
  Button,
  Code,
  Collapse,
  Group,
  Menu,
  Progress,
  Stack,
  Text,
  Tooltip,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconDownload, IconX } from '@tabler/icons-react';
import { useEffect, useMemo, useRef } from 'react';
import { count, counted } from '../../lib/time';
import { HostLink } from '../../parts/HostLink';
import { RowsTable } from '../../parts/RowsTable';
import { DataTable, type Column } from '../../ui/DataTable';
import { LiveState } from '../../ui/LiveState';
import { EmptyState, ErrorNotice } from '../../ui/Notice';
import { Section } from '../../ui/Page';
import { save } from '../../ui/save';
import { exportPath, useRunRefusal } from './api';
import { heard, summary, type HostError, type Run } from './run';
import { askedIn } from './useDraft';
import { useFollowed } from './useFollowed';

const FORMATS = [
  { format: 'csv', title: 'CSV' },
  { format: 'jsonl', title: 'JSON Lines' },
  { format: 'parquet', title: 'Parquet' },
] as const;

/** What the hosts answer to a live query, as it comes. */
export function RunResults({
  id,
  editorSql,
  reveal,
  onClose,
}: {
  id: string;
  /** What stands in the editor: the run's own SQL is shown when it is another. */
  editorSql: string;
  /** It was asked just now, and should be seen. */
  reveal: boolean;
  onClose: () => void;
}) {
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (reveal) {
      top.current?.scrollIntoView({ block: 'nearest' });
    }
  }, [reveal]);
  const asked = useMemo(() => askedIn(id), [id]);
  const { run, state } = useFollowed(id);
  const silent = run.rows.length + run.answered.size + run.errors.size === 0 && run.done === null;
  const refusal = useRunRefusal(id, state === 'waiting' && silent);
  const { told, of } = heard(run, asked?.targeted);
  const over = run.done !== null;
  const unknown = silent && refusal !== null;
  // Typing in the editor above does not draw the rows again.
  const rows = useMemo(
    () => <RowsTable label="Rows" rows={run.rows} empty={<NoRows over={over} />} />,
    [run.rows, over],
  );
  return (
    <Section
      title="Results"
      actions={
        <>
          {!unknown && <LiveState state={state} />}
          <ExportMenu id={id} disabled={run.rows.length === 0} />
          <Tooltip label="Close the results">
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label="Close the results"
              onClick={onClose}
            >
              <IconX size={18} aria-hidden />
            </ActionIcon>
          </Tooltip>
        </>
      }
    >
      <Stack gap="sm" ref={top}>
        {asked !== null && asked.sql !== editorSql && (
          <div>
            <Text size="sm" c="dimmed" mb={4}>
              Answers to
            </Text>
            <Code block mah={120}>
              {asked.sql}
            </Code>
          </div>
        )}
        {unknown ? <ErrorNotice error={refusal} /> : <Heard run={run} told={told} of={of} />}
        {run.errors.size > 0 && <Errors errors={[...run.errors.values()]} />}
        {!unknown && rows}
      </Stack>
    </Section>
  );
}

function NoRows({ over }: { over: boolean }) {
  if (over) {
    return <EmptyState title="No rows">No host had a row to return.</EmptyState>;
  }
  return (
    <Text size="sm" c="dimmed" ta="center" py="lg">
      Waiting for the first row.
    </Text>
  );
}

function Heard({ run, told, of }: { run: Run; told: number; of: number | undefined }) {
  const truncated = [...run.answered.values()].filter((host) => host.truncated);
  const share = of === undefined || of === 0 ? 0 : (100 * told) / of;
  return (
    <Stack gap={6}>
      <Group gap="xs">
        <Text size="sm">
          <b>{count(told)}</b>
          {of === undefined ? '' : ` of ${count(of)}`} hosts answered ·{' '}
          <b>{count(run.rows.length)}</b> {run.rows.length === 1 ? 'row' : 'rows'}
        </Text>
        {truncated.length > 0 && (
          <Tooltip
            label={`There were more rows on ${truncated
              .slice(0, 10)
              .map((host) => host.hostname)
              .join(', ')}${truncated.length > 10 ? ' …' : ''}.`}
            events={{ hover: true, focus: true, touch: true }}
          >
            <Badge color="yellow" tabIndex={0}>
              rows truncated on {counted(truncated.length, 'host')}
            </Badge>
          </Tooltip>
        )}
      </Group>
      {of !== undefined && run.done === null && (
        <Progress.Root size="sm">
          <Progress.Section
            value={share}
            aria-label={`${told} of ${of} hosts answered`}
            color="green"
          />
        </Progress.Root>
      )}
      <div role="status">
        {run.done !== null && (
          <Alert color={run.done.end === 'completed' ? 'green' : 'yellow'} py={6} variant="light">
            <Text size="sm">
              {summary(run.done)}
              {run.done.unanswered > 0 &&
                ' Launch it as campaign to have them answer when they reconnect.'}
            </Text>
          </Alert>
        )}
      </div>
    </Stack>
  );
}

const ERROR_COLUMNS: readonly Column<HostError>[] = [
  {
    key: 'host',
    title: 'Host',
    cell: (error) => <HostLink id={error.host_id} name={error.hostname || undefined} />,
  },
  { key: 'reason', title: 'Reason', wide: true, cell: (error) => <Code>{error.reason}</Code> },
  {
    key: 'message',
    title: 'Message',
    cell: (error) => <Text size="sm">{error.message ?? error.reason}</Text>,
  },
];

function Errors({ errors }: { errors: readonly HostError[] }) {
  const [open, { toggle }] = useDisclosure(false);
  return (
    <div>
      <Button
        size="compact-sm"
        variant="light"
        color="red"
        onClick={toggle}
        aria-expanded={open}
        rightSection={<IconChevronDown size={14} aria-hidden />}
      >
        {counted(errors.length, 'host')} answered with an error
      </Button>
      <Collapse expanded={open}>
        {open && (
          <div style={{ marginTop: 8 }}>
            <DataTable
              label="Errors"
              columns={ERROR_COLUMNS}
              rows={errors}
              rowKey={(error) => error.host_id}
              height="280px"
            />
          </div>
        )}
      </Collapse>
    </div>
  );
}

function ExportMenu({ id, disabled }: { id: string; disabled: boolean }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          size="xs"
          variant="default"
          disabled={disabled}
          leftSection={<IconDownload size={14} aria-hidden />}
        >
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {FORMATS.map(({ format, title }) => (
          <Menu.Item key={format} onClick={() => save(exportPath(id, format))}>
            {title}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
