import { api } from '../../app/api.ts';
import type { Session } from '../../app/session.ts';
import { Desk } from './desk.ts';

let open: Desk | null = null;

/**
 * The desk of whoever is signed in: opened at the first time, and the same one for as long as they are who they are and may
 * what they may. The desk before it is closed.
 */
export function openDesk({ organization, agent }: Session): Desk {
  const { self } = open ?? {};
  const isSame =
    self?.organizationId === organization.id &&
    self.agentId === agent.id &&
    self.permissions.size === agent.permissions.length &&
    agent.permissions.every((permission) => self.permissions.has(permission));
  if (open !== null && isSame) return open;
  open?.stop();
  open = new Desk(api, {
    organizationId: organization.id,
    agentId: agent.id,
    permissions: new Set(agent.permissions),
  });
  open.start();
  return open;
}
