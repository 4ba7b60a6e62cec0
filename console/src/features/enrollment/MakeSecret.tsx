import { Button, Group, Input, Modal, NumberInput, Stack, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import type { Labels } from '../../parts/labels';
import { LabelsInput } from '../../parts/LabelsInput';
import { ErrorNotice } from '../../ui/Notice';
import { useMakeSecret, type NewlyMade } from './api';

const NAME_MAX = 200;

/** Makes a secret that machines enroll with. */
export function MakeSecret({
  onMade,
  onClose,
}: {
  onMade: (secret: NewlyMade) => void;
  onClose: () => void;
}) {
  const make = useMakeSecret();
  const [name, setName] = useState('');
  const [uses, setUses] = useState<number | ''>('');
  const [labels, setLabels] = useState<Labels>({});
  const [fault, setFault] = useState<string | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const told = name.trim();
    const wrong = told === '' || told.length > NAME_MAX ? `1 to ${NAME_MAX} characters.` : null;
    setFault(wrong);
    if (wrong === null) {
      make.mutate(
        { name: told, max_uses: uses === '' ? undefined : uses, labels: { ...labels } },
        { onSuccess: onMade },
      );
    }
  };
  return (
    <Modal opened onClose={onClose} title="Create enrollment secret" closeOnClickOutside={false}>
      <form noValidate onSubmit={submit}>
        <Stack>
          <TextInput
            label="Name"
            description="Whom it is for, such as laptops-lyon"
            autoComplete="off"
            required
            data-autofocus
            value={name}
            error={fault}
            onChange={(event) => {
              setName(event.currentTarget.value);
              setFault(null);
            }}
          />
          <NumberInput
            label="Max uses"
            description="How many machines may enroll with it; empty: any number"
            placeholder="No limit"
            min={1}
            max={2_147_483_647}
            allowDecimal={false}
            allowNegative={false}
            thousandSeparator=","
            hideControls
            value={uses}
            onChange={(value) => setUses(typeof value === 'number' ? value : '')}
          />
          <Input.Wrapper
            label="Labels"
            labelElement="div"
            description="What a host that is new with it carries from the start"
          >
            <div style={{ marginTop: 6 }}>
              <LabelsInput labels={labels} onChange={setLabels} none="None." />
            </div>
          </Input.Wrapper>
          {make.error !== null && <ErrorNotice error={make.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={make.isPending}>
              Create
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
