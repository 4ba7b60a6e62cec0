import { Button } from '@mantine/core';
import { useState } from 'react';
import { may, usePerson } from '../../lib/session';
import { refused } from '../../ui/toast';
import { useFindSaved, type SavedQuery } from './api';
import type { Draft } from './draft';
import { SaveDialog, type SaveStart } from './SaveDialog';
import type { ChangeDraft } from './useDraft';

/** Saves what stands in the editor, with the scope that is picked. */
export function SaveButtons({ draft, change }: { draft: Draft; change: ChangeDraft }) {
  const person = usePerson();
  const find = useFindSaved();
  const [start, setStart] = useState<SaveStart | null>(null);
  const content = { sql: draft.sql, scope: draft.target };
  const saveAs = () => setStart({ id: null, name: '', description: '', ...content });
  const save = () => {
    if (draft.saved === null) {
      saveAs();
      return;
    }
    find.mutate(draft.saved.id, {
      onSuccess: ({ id, name, description, created_by }) =>
        setStart({
          // What belongs to somebody else is saved as one's own.
          id: may.administer(person) || created_by === person.username ? id : null,
          name,
          description,
          ...content,
        }),
      onError: (error) => {
        refused(error);
        change({ saved: null });
      },
    });
  };
  const onSaved = ({ id, name, sql }: SavedQuery) => change({ saved: { id, name, sql } });
  const empty = draft.sql.trim() === '';
  return (
    <>
      {draft.saved !== null && (
        <Button size="xs" variant="subtle" onClick={() => change({ saved: null, sql: '' })}>
          New
        </Button>
      )}
      <Button size="xs" variant="default" disabled={empty} loading={find.isPending} onClick={save}>
        Save
      </Button>
      {draft.saved !== null && (
        <Button size="xs" variant="default" disabled={empty} onClick={saveAs}>
          Save as
        </Button>
      )}
      {start !== null && (
        <SaveDialog
          title={start.id === null ? 'Save query' : `Save ${start.name}`}
          start={start}
          onSaved={onSaved}
          onClose={() => setStart(null)}
        />
      )}
    </>
  );
}
