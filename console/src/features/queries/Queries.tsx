import { Button, Drawer, Grid, Stack, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconBookmarks } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { usePerson } from '../../lib/session';
import { useUrl } from '../../lib/url';
import { TargetPicker } from '../../parts/TargetPicker';
import { ErrorNotice } from '../../ui/Notice';
import { Page, Section } from '../../ui/Page';
import { checkedFor, type Draft, type Unkept } from './draft';
import { LaunchBar } from './LaunchBar';
import { ReplaceDraft } from './ReplaceDraft';
import { RunResults } from './RunResults';
import { SavedRail } from './SavedRail';
import { SaveButtons } from './SaveButtons';
import { SqlEditor } from './SqlEditor';
import { useDraft } from './useDraft';
import { useLaunching } from './useLaunching';
import { usePrefill } from './usePrefill';

/** Queries: typed SQL, run live or launched as campaign, and the saved ones. */
export function Queries() {
  const [{ run, saved: drawer }, setUrl] = useUrl();
  const [asked, setAsked] = useState<string>();
  const [draft, change, unkept] = useDraft(usePerson().username);
  const { cloneError, replacing } = usePrefill(draft, change);
  const launching = useLaunching(draft, change, (id) => {
    setUrl({ run: id }, true);
    setAsked(id);
  });
  const checked = useMemo(() => checkedFor(launching.target), [launching.target]);
  const rail = useMediaQuery('(min-width: 75em)', true, { getInitialValueInEffect: false });
  const saved = <SavedRail draft={draft} change={change} onLoaded={() => setUrl({ saved: '' })} />;
  return (
    <Page
      title="Queries"
      actions={
        !rail && (
          <Button
            variant="default"
            leftSection={<IconBookmarks size={16} aria-hidden />}
            onClick={() => setUrl({ saved: 'open' }, true)}
          >
            Saved queries
          </Button>
        )
      }
    >
      {cloneError !== null && <ErrorNotice error={cloneError} />}
      {replacing !== null && <ReplaceDraft {...replacing} />}
      <Grid gap="md">
        <Grid.Col span={rail ? 8 : 12}>
          <Section title={title(draft)} actions={<SaveButtons draft={draft} change={change} />}>
            <Stack gap="md">
              <SqlEditor
                value={draft.sql}
                onChange={(sql) => change({ sql })}
                onRun={launching.admin ? launching.go : null}
                target={checked}
              />
              <TargetPicker draft={draft.target} onChange={(target) => change({ target })} />
              <TooLong unkept={unkept} checked={checked === launching.target} />
              <LaunchBar draft={draft} change={change} launching={launching} />
            </Stack>
          </Section>
        </Grid.Col>
        {rail && (
          <Grid.Col span={4}>
            <Section title="Saved queries">{saved}</Section>
          </Grid.Col>
        )}
      </Grid>
      {run !== undefined && (
        <RunResults
          key={run}
          id={run}
          editorSql={draft.sql}
          reveal={asked === run}
          onClose={() => setUrl({ run: '' }, true)}
        />
      )}
      {!rail && (
        <Drawer
          opened={drawer === 'open'}
          onClose={() => setUrl({ saved: '' })}
          position="right"
          title="Saved queries"
        >
          {saved}
        </Drawer>
      )}
    </Page>
  );
}

/** What is not done with a draft that is very long. */
function TooLong({ unkept, checked }: { unkept: Unkept; checked: boolean }) {
  const lost = { nothing: null, list: 'its list of hosts', all: 'it' }[unkept];
  const told = [
    ...(lost === null ? [] : [`This draft is too long to be kept: a reload loses ${lost}.`]),
    ...(checked ? [] : ['While you type, the statement is checked as for the whole fleet.']),
  ];
  return (
    told.length > 0 && (
      <Text size="sm" c="dimmed">
        {told.join(' ')}
      </Text>
    )
  );
}

function title({ saved, sql }: Draft): string {
  if (saved === null) {
    return 'Query';
  }
  return saved.sql === sql ? saved.name : `${saved.name} (edited)`;
}
