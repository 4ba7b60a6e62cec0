import { Button } from '@mantine/core';
import { IconKeyboard } from '@tabler/icons-react';
import { useEffect, useMemo, useState } from 'react';
import { useUrl } from '../../lib/url';
import { DataTable } from '../../ui/DataTable';
import { LiveState } from '../../ui/LiveState';
import { EmptyState, ErrorNotice, Loading } from '../../ui/Notice';
import { Page } from '../../ui/Page';
import { AlertDrawer } from './AlertDrawer';
import { filterOf, FILTERS, nextOf, step } from './alerts';
import { useAlert, useAlerts, type Alert } from './api';
import { columns } from './columns';
import { Filters } from './Filters';
import { KeysHelp } from './KeysHelp';
import { useAcknowledge } from './useAcknowledge';
import { useKeys } from './useKeys';

/** The alerts as they come: read them, follow them to their host, acknowledge them. */
export function Alerts() {
  const [search, change] = useUrl();
  const filter = useMemo(() => filterOf(search), [search]);
  const followed = useAlerts(filter);
  const [help, setHelp] = useState(false);
  const selected = search['alert'] ?? '';
  const opened = search['open'] === '1' && selected !== '';

  const loaded = followed.find(selected);
  const linked = useAlert(opened && !followed.loading && loaded === undefined ? selected : '');
  const alert = loaded ?? linked.data;

  const select = (id: string) => change({ alert: id });
  const acknowledging = useAcknowledge(followed.learn, select);
  const { waiting } = acknowledging;
  // What was just acknowledged is no longer open, before the service has heard of it.
  const shown =
    filter.acknowledged === false
      ? followed.alerts.filter((alert) => !waiting.has(alert.id))
      : followed.alerts;

  const open = (id: string) => id !== '' && change({ alert: id, open: '1' }, !opened);
  const close = () => change({ open: '' });
  const acknowledge = (alert: Alert | undefined) => {
    if (alert === undefined || alert.acknowledged_at !== null || waiting.has(alert.id)) {
      return;
    }
    if (alert.id === selected) {
      const next = nextOf(shown, alert.id);
      change(next === '' ? { alert: '', open: '' } : { alert: next });
    }
    acknowledging.add(alert.id);
  };
  const undo = () => {
    const id = acknowledging.undo();
    if (id !== undefined) {
      select(id);
    }
  };

  useKeys(
    {
      next: () => select(step(shown, selected, 1)),
      previous: () => select(step(shown, selected, -1)),
      acknowledge: () => acknowledge(alert),
      undo,
      open: () => open(selected),
      close: () => (opened ? close() : select('')),
      help: () => setHelp(true),
    },
    !help,
  );
  useEffect(() => {
    // The table paints its rows a little after the page.
    let tries = 0;
    let frame = 0;
    const look = () => {
      const row = document.querySelector('tr[data-selected]');
      row?.scrollIntoView({ block: 'nearest' });
      if (row === null && tries++ < 10) {
        frame = requestAnimationFrame(look);
      }
    };
    look();
    return () => cancelAnimationFrame(frame);
  }, [selected]);

  return (
    <Page
      title="Alerts"
      actions={
        <>
          <LiveState state={followed.state} />
          <Button
            size="xs"
            variant="default"
            leftSection={<IconKeyboard size={16} aria-hidden />}
            onClick={() => setHelp(true)}
          >
            Keys
          </Button>
        </>
      }
    >
      <Filters />
      {followed.error !== null && <ErrorNotice error={followed.error} retry={followed.reload} />}
      {followed.loading ? (
        <Loading label="Loading alerts" />
      ) : (
        <DataTable
          label="Alerts"
          columns={columns({ open: ({ id }) => open(id), acknowledge, waiting })}
          rows={shown}
          rowKey={({ id }) => id}
          rowProps={({ id }) => ({
            onClick: () => open(id),
            ...(id === selected && SELECTED),
          })}
          more={followed.more}
          onMore={followed.loadMore}
          empty={followed.error === null && <Nothing filtered={isFiltered(search)} />}
        />
      )}
      <AlertDrawer
        opened={opened}
        alert={alert}
        waiting={waiting.has(selected)}
        onAcknowledge={() => acknowledge(alert)}
        onUndo={undo}
        onClose={close}
        missing={
          linked.error === null ? (
            <Loading label="Loading the alert" />
          ) : (
            <ErrorNotice error={linked.error} retry={() => void linked.refetch()} />
          )
        }
      />
      {help && <KeysHelp onClose={() => setHelp(false)} />}
    </Page>
  );
}

const SELECTED = {
  'aria-selected': true,
  'data-selected': true,
  style: {
    background: 'var(--mantine-color-default-hover)',
    // Not below the head that stays.
    scrollMarginTop: 44,
    boxShadow: 'inset 3px 0 0 var(--mantine-color-blue-outline)',
  },
};

function isFiltered(search: Readonly<Record<string, string>>): boolean {
  return FILTERS.some((name) => (name === 'state' ? search[name] !== 'all' : search[name]));
}

function Nothing({ filtered }: { filtered: boolean }) {
  return (
    <EmptyState title={filtered ? 'No alert fits these filters' : 'No alerts yet'}>
      {filtered
        ? 'New ones appear here by themselves.'
        : 'Launch a hunt: every match raises an alert, and appears here by itself.'}
    </EmptyState>
  );
}
