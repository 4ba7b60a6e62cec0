import { Button, Checkbox, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useIdempotencyKey } from '../../lib/idempotency';
import { Refusal } from '../../lib/problem';
import { counted } from '../../lib/time';
import { OFFLINE_CAMPAIGNS, useFlag } from '../../parts/flag';
import { targetOf, type TargetDraft } from '../../parts/target';
import { TargetPicker } from '../../parts/TargetPicker';
import { ErrorNotice } from '../../ui/Notice';
import { told } from '../../ui/toast';
import { useLaunch, type SavedQuery } from './api';
import { asksByOs, LIVE_WINDOW_DEFAULT, LIVE_WINDOW_MAX, savedLaunchOf, whole } from './campaign';
import { LiveWindow } from './LaunchBar';
import { LaunchRefusal } from '../../parts/LaunchRefusal';
import { OsFilterNotice } from './OsFilterNotice';
import { SqlField } from './SaveDialog';
import { scopeWords } from './scope';

const OFF = new Refusal(409, 'campaigns_disabled', '');

/** Launches a saved query as campaign: at the page's target, or at its own. */
export function LaunchSaved({
  saved,
  target: pageTarget,
  onClose,
}: {
  saved: SavedQuery;
  target: TargetDraft;
  onClose: () => void;
}) {
  const enabled = useFlag(OFFLINE_CAMPAIGNS)?.enabled;
  const navigate = useNavigate();
  const launch = useLaunch();
  const { keyOf, spent } = useIdempotencyKey();
  const [sql, setSql] = useState(saved.sql);
  const [picked, setPicked] = useState(pageTarget);
  const [own, setOwn] = useState(false);
  const [minutes, setMinutes] = useState<number | string>(LIVE_WINDOW_DEFAULT);
  const [name, setName] = useState('');

  const target = own ? saved.scope : targetOf(picked);
  const liveWindow = whole(minutes, LIVE_WINDOW_MAX);
  const byOs = asksByOs(target, saved.scope);
  const ready =
    enabled === true && !byOs && target !== null && liveWindow !== null && sql.trim() !== '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!ready) {
      return;
    }
    const content = savedLaunchOf(saved, sql, own ? null : target, liveWindow, name);
    launch.mutate(
      { launch: content, key: keyOf(content) },
      {
        onSuccess: (campaign) => {
          spent();
          told(`Campaign dispatched to ${counted(campaign.hosts.assigned, 'host')}`);
          void navigate({ to: '/campaigns/$id', params: { id: campaign.id } as never });
        },
      },
    );
  };
  return (
    <Modal opened onClose={onClose} title={`Launch ${saved.name} as campaign`} size="lg">
      <form onSubmit={submit}>
        <Stack>
          {enabled === false && <ErrorNotice error={OFF} />}
          {byOs && (
            <OsFilterNotice>
              {saved.scope.type === 'os_in' &&
                'Change the scope of the saved query, or load it into the editor and launch it from there.'}
            </OsFilterNotice>
          )}
          <SqlField value={sql} onChange={setSql} />
          <div>
            <Text size="sm" fw={500} mb={4}>
              Target
            </Text>
            {own ? (
              <Text size="sm">{scopeWords(saved.scope)}</Text>
            ) : (
              <TargetPicker draft={picked} onChange={setPicked} />
            )}
          </div>
          <Checkbox
            label="Use saved query’s target"
            description={`Its scope: ${scopeWords(saved.scope)}`}
            checked={own}
            onChange={(event) => setOwn(event.currentTarget.checked)}
          />
          <Group align="flex-start" gap="sm">
            <LiveWindow value={minutes} onChange={setMinutes} valid={liveWindow !== null} />
            <TextInput
              label="Campaign name (optional)"
              placeholder="First table and time"
              maxLength={200}
              flex="1 1 200px"
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
          </Group>
          {launch.error && <LaunchRefusal error={launch.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={launch.isPending} disabled={!ready}>
              Launch as campaign
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
