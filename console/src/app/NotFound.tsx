import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { EmptyState } from '../ui/Notice';
import { Page } from '../ui/Page';

export function NotFound() {
  return (
    <Page title="Not found">
      <EmptyState
        title="There is no page at this address."
        action={
          <Anchor component={Link} to="/campaigns">
            Campaigns
          </Anchor>
        }
      />
    </Page>
  );
}
