import { Button, Group, Stack, Text } from '@mantine/core';
import { IconCrosshair, IconPlus, IconUpload } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { counted } from '../../lib/time';
import { useUrl } from '../../lib/url';
import { DataTable } from '../../ui/DataTable';
import { EmptyState, ErrorNotice, Loading } from '../../ui/Notice';
import { Page } from '../../ui/Page';
import { refused, told } from '../../ui/toast';
import { AddDialog } from './AddDialog';
import { useChangeIndicator, useIndicators, type Indicator } from './api';
import { columns } from './columns';
import { EditDialog } from './EditDialog';
import { Filters } from './Filters';
import { ImportDialog } from './ImportDialog';

/** As many as the address of the hunt's form can name. */
const SELECTED_MAX = 50;

/** The indicators: add, import, edit, put out of use, and hunt for some of them. */
export function Indicators() {
  const [search] = useUrl();
  const [dialog, setDialog] = useState<'add' | 'import' | Indicator | null>(null);
  const close = () => setDialog(null);
  return (
    <Page
      title="Indicators"
      actions={
        <>
          <Button
            variant="default"
            leftSection={<IconUpload size={16} aria-hidden />}
            onClick={() => setDialog('import')}
          >
            Import
          </Button>
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setDialog('add')}>
            Add indicator
          </Button>
        </>
      }
    >
      <Filters />
      <List search={search} onEdit={setDialog} />
      {dialog === 'add' && <AddDialog onClose={close} onShow={setDialog} />}
      {dialog === 'import' && <ImportDialog onClose={close} />}
      {dialog !== null && typeof dialog === 'object' && (
        <EditDialog key={dialog.id} indicator={dialog} onClose={close} />
      )}
    </Page>
  );
}

function List({
  search,
  onEdit,
}: {
  search: Readonly<Record<string, string>>;
  onEdit: (indicator: Indicator) => void;
}) {
  const [, change] = useUrl();
  const indicators = useIndicators(search);
  const changing = useChangeIndicator();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const filtered = ['q', 'type', 'severity', 'active', 'tag'].some((name) => search[name]);
  const select = (indicator: Indicator, on: boolean) => {
    const next = new Set(selected);
    if (on) {
      next.add(indicator.id);
    } else {
      next.delete(indicator.id);
    }
    setSelected(next);
  };
  const setActive = (indicator: Indicator, active: boolean) =>
    changing.mutate(
      { id: indicator.id, change: { active } },
      {
        onSuccess: () => {
          told(`${indicator.value} is ${active ? 'active' : 'inactive'}`);
          if (!active) {
            select(indicator, false);
          }
        },
        onError: refused,
      },
    );
  if (indicators.loading) {
    return <Loading label="Loading indicators" />;
  }
  return (
    <Stack gap="sm">
      {indicators.error !== null && (
        <ErrorNotice error={indicators.error} retry={indicators.reload} />
      )}
      {selected.size > 0 && (
        <Selection selected={selected} onClear={() => setSelected(new Set())} />
      )}
      <DataTable
        label="Indicators"
        columns={columns({
          selected,
          select,
          edit: onEdit,
          setActive,
          byTag: (tag) => change({ tag }),
        })}
        rows={indicators.items}
        rowKey={(indicator) => indicator.id}
        more={indicators.more}
        onMore={indicators.loadMore}
        empty={
          indicators.error === null && (
            <EmptyState title={filtered ? 'No indicator fits these filters' : 'No indicators yet'}>
              {filtered
                ? 'Clear some of them.'
                : 'Add one, or import a list, a STIX 2.1 bundle or a MISP event.'}
            </EmptyState>
          )
        }
      />
    </Stack>
  );
}

function Selection({ selected, onClear }: { selected: ReadonlySet<string>; onClear: () => void }) {
  const navigate = useNavigate();
  const tooMany = selected.size > SELECTED_MAX;
  return (
    <Group gap="sm" role="status">
      <Text size="sm">
        {counted(selected.size, 'indicator')} selected
        {tooMany && `; a hunt takes up to ${SELECTED_MAX} from here`}
      </Text>
      {!tooMany && (
        <Button
          size="xs"
          leftSection={<IconCrosshair size={14} aria-hidden />}
          onClick={() =>
            void navigate({
              to: '/hunts',
              search: { indicators: [...selected].join(',') } as never,
            })
          }
        >
          Hunt these
        </Button>
      )}
      <Button size="xs" variant="default" onClick={onClear}>
        Clear
      </Button>
    </Group>
  );
}
