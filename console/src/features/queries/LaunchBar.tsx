import {
  Box,
  Button,
  Checkbox,
  Group,
  NumberInput,
  Stack,
  Text,
  TextInput,
  Tooltip,
  VisuallyHidden,
} from '@mantine/core';
import { IconPlayerPlay, IconRocket } from '@tabler/icons-react';
import { useId } from 'react';
import { LIVE_WINDOW_MAX, WINDOW_SECONDS_MAX } from './campaign';
import type { Draft } from './draft';
import { LaunchRefusal } from '../../parts/LaunchRefusal';
import { OsFilterNotice } from './OsFilterNotice';
import type { ChangeDraft } from './useDraft';
import type { Launching } from './useLaunching';

const ENABLE = 'Enable Campaigns on the Campaigns page to make queries offline-tolerant.';

/** Runs what stands on the page, live or as campaign; says why not where it cannot. */
export function LaunchBar({
  draft,
  change,
  launching,
}: {
  draft: Draft;
  change: ChangeDraft;
  launching: Launching;
}) {
  const { admin, asCampaign, byOs, ready, busy, go, error } = launching;
  if (!admin) {
    return (
      <Text size="sm" c="dimmed">
        Running a query or launching it as campaign needs the admin role; you can check and save it
        here.
      </Text>
    );
  }
  return (
    <Stack gap="sm">
      <CampaignToggle change={change} launching={launching} />
      <Group align="flex-end" gap="sm">
        {asCampaign ? (
          <CampaignFields draft={draft} change={change} valid={launching.minutes !== null} />
        ) : (
          <NumberInput
            label="Window (seconds)"
            w={150}
            min={1}
            max={WINDOW_SECONDS_MAX}
            allowDecimal={false}
            clampBehavior="none"
            value={draft.seconds}
            onChange={(seconds) => change({ seconds })}
            error={launching.seconds === null && `1 to ${WINDOW_SECONDS_MAX}`}
          />
        )}
        <Button
          onClick={go}
          loading={busy}
          disabled={!ready}
          leftSection={
            asCampaign ? (
              <IconRocket size={16} aria-hidden />
            ) : (
              <IconPlayerPlay size={16} aria-hidden />
            )
          }
        >
          {asCampaign ? 'Launch as campaign' : 'Run query'}
        </Button>
      </Group>
      {byOs && <OsFilterNotice />}
      {error !== null && !byOs && <LaunchRefusal error={error} />}
    </Stack>
  );
}

/** It can be reached with the keys also while the flag is off: its tooltip says what to do. */
function CampaignToggle({
  change,
  launching: { enabled, asCampaign },
}: {
  change: ChangeDraft;
  launching: Launching;
}) {
  const why = useId();
  const off = enabled === false;
  const disabled = enabled !== true;
  return (
    <Tooltip
      label={ENABLE}
      disabled={!off}
      events={{ hover: true, focus: true, touch: true }}
      position="top-start"
    >
      <Box w="fit-content" opacity={disabled ? 0.65 : 1}>
        <Checkbox
          label="Launch as campaign (offline-tolerant)"
          checked={asCampaign}
          aria-disabled={disabled}
          aria-describedby={off ? why : undefined}
          onChange={(event) => {
            if (!disabled) {
              change({ asCampaign: event.currentTarget.checked });
            }
          }}
        />
        {off && <VisuallyHidden id={why}>{ENABLE}</VisuallyHidden>}
      </Box>
    </Tooltip>
  );
}

function CampaignFields({
  draft,
  change,
  valid,
}: {
  draft: Draft;
  change: ChangeDraft;
  valid: boolean;
}) {
  return (
    <>
      <LiveWindow value={draft.minutes} onChange={(minutes) => change({ minutes })} valid={valid} />
      <TextInput
        label="Campaign name (optional)"
        placeholder="First table and time"
        maxLength={200}
        flex="1 1 200px"
        maw={360}
        value={draft.name}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
    </>
  );
}

/** For how long a launch counts against the concurrency cap. */
export function LiveWindow({
  value,
  onChange,
  valid,
}: {
  value: number | string;
  onChange: (minutes: number | string) => void;
  valid: boolean;
}) {
  return (
    <NumberInput
      label="Live window (minutes)"
      w={180}
      min={1}
      max={LIVE_WINDOW_MAX}
      allowDecimal={false}
      clampBehavior="none"
      value={value}
      onChange={onChange}
      error={!valid && `1 to ${LIVE_WINDOW_MAX}`}
    />
  );
}
