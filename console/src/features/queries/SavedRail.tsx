import { ActionIcon, Button, Group, Menu, Stack, Text, UnstyledButton } from '@mantine/core';
import { IconDots, IconEdit, IconRocket, IconTrash, IconUpload } from '@tabler/icons-react';
import { useState } from 'react';
import { may, usePerson } from '../../lib/session';
import { useUrl } from '../../lib/url';
import { draftOf } from '../../parts/target';
import { Confirm } from '../../ui/Confirm';
import { EmptyState, ErrorNotice, Loading } from '../../ui/Notice';
import { RelativeTime } from '../../ui/RelativeTime';
import { SearchInput } from '../../ui/SearchInput';
import { refused, told } from '../../ui/toast';
import {
  useDeleteSaved,
  useFindSaved,
  useSavedQueries,
  type SavedQuery,
  type SavedQueryListed,
} from './api';
import { overwrites, type Change, type Draft } from './draft';
import { LaunchSaved } from './LaunchSaved';
import { ReplaceDraft } from './ReplaceDraft';
import { SaveDialog } from './SaveDialog';
import classes from './SavedRail.module.css';
import { scopeWords } from './scope';
import type { ChangeDraft } from './useDraft';

type Opened =
  | { dialog: 'launch'; saved: SavedQuery }
  | { dialog: 'edit'; saved: SavedQuery }
  | { dialog: 'delete'; saved: SavedQueryListed };

/** The saved queries, and what can be done with each. */
export function SavedRail({
  draft,
  change,
  onLoaded,
}: {
  draft: Draft;
  change: ChangeDraft;
  onLoaded: () => void;
}) {
  const [{ q = '' }, setUrl] = useUrl();
  const list = useSavedQueries(q);
  const find = useFindSaved();
  const remove = useDeleteSaved();
  const [opened, setOpened] = useState<Opened | null>(null);
  const close = () => setOpened(null);

  const [asked, setAsked] = useState<Change | null>(null);
  const take = (loaded: Change) => {
    setAsked(null);
    change(loaded);
    onLoaded();
  };

  const withWhole = (id: string, then: (saved: SavedQuery) => void) =>
    find.mutate(id, { onSuccess: then, onError: refused });
  const load = (id: string) =>
    withWhole(id, ({ name, sql, scope }) => {
      const loaded = { sql, target: draftOf(scope), saved: { id, name, sql } };
      if (overwrites(draft, loaded)) {
        setAsked(loaded);
      } else {
        take(loaded);
      }
    });

  return (
    <Stack gap="xs">
      {asked !== null && <ReplaceDraft keep={() => setAsked(null)} replace={() => take(asked)} />}
      <SearchInput
        label="Search saved queries"
        value={q}
        onSearch={(typed) => setUrl({ q: typed })}
      />
      {list.loading && <Loading label="Loading saved queries" />}
      {list.error !== null && list.items.length === 0 && (
        <ErrorNotice error={list.error} retry={list.reload} />
      )}
      {!list.loading && list.error === null && list.items.length === 0 && (
        <EmptyState title={q === '' ? 'No saved queries' : 'No saved query of this name'}>
          {q === '' && 'Save what stands in the editor to find it here again.'}
        </EmptyState>
      )}
      {list.items.length > 0 && (
        <ul className={classes.list} aria-label="Saved queries">
          {list.items.map((saved) => (
            <SavedRow
              key={saved.id}
              saved={saved}
              loaded={draft.saved?.id === saved.id}
              onLoad={() => load(saved.id)}
              onLaunch={() =>
                withWhole(saved.id, (whole) => setOpened({ dialog: 'launch', saved: whole }))
              }
              onEdit={() =>
                withWhole(saved.id, (whole) => setOpened({ dialog: 'edit', saved: whole }))
              }
              onDelete={() => setOpened({ dialog: 'delete', saved })}
            />
          ))}
        </ul>
      )}
      {list.more && (
        <Button variant="default" size="xs" loading={list.loadingMore} onClick={list.loadMore}>
          Load more
        </Button>
      )}
      {opened?.dialog === 'launch' && (
        <LaunchSaved saved={opened.saved} target={draft.target} onClose={close} />
      )}
      {opened?.dialog === 'edit' && (
        <SaveDialog
          title={`Edit ${opened.saved.name}`}
          start={{ ...opened.saved, scope: draftOf(opened.saved.scope) }}
          onSaved={({ id, name, sql }) =>
            draft.saved?.id === id && change({ saved: { id, name, sql } })
          }
          onClose={close}
        />
      )}
      {opened?.dialog === 'delete' && (
        <Confirm
          title={`Delete ${opened.saved.name}?`}
          action="Delete"
          onConfirm={async () => {
            await remove.mutateAsync(opened.saved.id);
            told(`Deleted ${opened.saved.name}`);
            if (draft.saved?.id === opened.saved.id) {
              change({ saved: null });
            }
          }}
          onClose={close}
        >
          Campaigns that were launched from it keep their frozen SQL.
        </Confirm>
      )}
    </Stack>
  );
}

function SavedRow({
  saved,
  loaded,
  onLoad,
  onLaunch,
  onEdit,
  onDelete,
}: {
  saved: SavedQueryListed;
  loaded: boolean;
  onLoad: () => void;
  onLaunch: () => void;
  onEdit: () => void;
  onDelete: () => void;
}) {
  const person = usePerson();
  const admin = may.administer(person);
  const mayChange = admin || saved.created_by === person.username;
  return (
    <li className={classes.row} data-loaded={loaded || undefined}>
      <UnstyledButton className={classes.load} onClick={onLoad} aria-current={loaded || undefined}>
        <Text size="sm" fw={600} lineClamp={2}>
          {saved.name}
        </Text>
        {saved.description !== '' && (
          <Text size="xs" lineClamp={2}>
            {saved.description}
          </Text>
        )}
        <Group gap={4} fz="xs" c="dimmed">
          <span>{scopeWords(saved.scope)}</span>
          <span aria-hidden>·</span>
          <span>{saved.created_by}</span>
          <span aria-hidden>·</span>
          <RelativeTime at={saved.changed_at ?? saved.created_at} />
        </Group>
      </UnstyledButton>
      <Menu position="bottom-end" width={210}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${saved.name}`}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconUpload size={16} aria-hidden />} onClick={onLoad}>
            Load
          </Menu.Item>
          {admin && (
            <Menu.Item leftSection={<IconRocket size={16} aria-hidden />} onClick={onLaunch}>
              Launch as campaign
            </Menu.Item>
          )}
          {mayChange && (
            <>
              <Menu.Item leftSection={<IconEdit size={16} aria-hidden />} onClick={onEdit}>
                Edit
              </Menu.Item>
              <Menu.Item
                c="red"
                leftSection={<IconTrash size={16} aria-hidden />}
                onClick={onDelete}
              >
                Delete
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
    </li>
  );
}
