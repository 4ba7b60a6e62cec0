import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { may, usePerson } from '../lib/session';
import { EmptyState } from '../ui/Notice';
import { Page } from '../ui/Page';

/** A page for admins: others, who can only have typed its address, are told so. */
export function AdminOnly({ title, children }: { title: string; children: ReactNode }) {
  if (may.administer(usePerson())) {
    return <>{children}</>;
  }
  return (
    <Page title={title}>
      <EmptyState
        title="Admin only"
        action={
          <Anchor component={Link} to="/campaigns" size="sm">
            Campaigns
          </Anchor>
        }
      >
        This panel is hidden from non-admin operators: your account doesn’t have the Admin role.
      </EmptyState>
    </Page>
  );
}
