/**
 * Every code that an answer of ours may carry: what it means, how it is answered, whether trying the same again can
 * help, and whether it is worth an operator's attention. A code is a word that is never used for something else.
 *
 * In order of precedence: what stands further up is found first. The rows of groups 0 to 6 stand in the order of
 * `refusalTable`, which the policy checks; the reference (`docs/reference/errors.md`) has them all in this order too.
 */
export interface CatalogueRow {
  readonly code: string;
  readonly status: number;
  /** `{name}` stands for data of that name. */
  readonly sentence: string;
  /** Whether the very same request may succeed later without anything being corrected. */
  readonly retryable: boolean;
  /** Whether it tells of a defect or an outage of ours. */
  readonly reportable: boolean;
}

type Marks = 'retryable' | 'reportable';

function row<const C extends string>(code: C, status: number, sentence: string, ...marks: Marks[]) {
  return { code, status, sentence, retryable: marks.includes('retryable'), reportable: marks.includes('reportable') };
}

/** What HTTP itself refuses, before any command is looked at. */
const httpRows = [
  row('route_unknown', 404, 'There is nothing at {method} {path}.'),
  row('unauthenticated', 401, 'This needs a session, or a valid key: Authorization: Bearer KEY.'),
  row('rate_limited', 429, 'Too many requests: {quota} are allowed in {windowSeconds} seconds.', 'retryable'),
  row(
    'too_many_streams',
    429,
    'The {of} has {limit} live streams open already: close one, or come back later.',
    'retryable',
  ),
  row('actor_unknown', 403, 'The key acts for {agent}, who is no agent of this organization.'),
  row('unsupported_media_type', 415, 'Send the body as {expected}.'),
  row('body_too_large', 413, 'The body is larger than {bytesMax} bytes.'),
  row('malformed_body', 400, 'The body cannot be read: {reason}'),
  row('validation', 400, 'The request has {faultCount} fault(s); each is listed with its path.'),
  row('configuration_invalid', 400, 'The configuration has {faultCount} fault(s); nothing was applied.'),
] as const;

/** Signing in, and one's own sign-in. */
const signInRows = [
  row('origin_refused', 403, 'A change by cookie must come from a page of this server.'),
  row('session_required', 403, 'This is about one’s own sign-in: it needs a session, not a key.'),
  row('already_set_up', 409, 'There is an organization already: sign in.'),
  row('credentials_wrong', 401, 'The address or the password is wrong.'),
  row('challenge_over', 401, 'The time for the second step is over, or it was tried too often: sign in again.'),
  row('code_wrong', 401, 'The code is wrong, or was used before.'),
  row(
    'no_membership',
    403,
    'This sign-in belongs to no agent of an organization here; an administrator can invite it.',
  ),
  row(
    'token_invalid',
    404,
    'The link opens nothing any more: it was used, replaced, or its time is over. Ask for a new one.',
  ),
  row('sign_in_required', 409, 'Somebody works here as {email} already: sign in by that address, then accept.'),
  row('name_required', 400, 'A first sign-in needs a name and a password.'),
  row(
    'password_weak',
    400,
    'This password will not do ({rule}): take {lengthMin} to {lengthMax} characters that are hard to guess.',
  ),
  row('second_factor_on', 409, 'A second factor is set up already; take it off first.'),
  row('second_factor_off', 409, 'No second factor is set up.'),
  row('already_member', 409, 'This address signs in as another agent of this organization already: {agent}.'),
  row('no_sign_in', 409, 'The agent {agent} has no sign-in and no invitation.'),
  row('own_sign_in', 409, 'Nobody takes away their own sign-in; another administrator can.'),
  row(
    'mail_needed',
    409,
    'They work for other organizations too, so a link goes to them by mail only, and mail is not set up.',
  ),
  row('address_unverified', 403, 'The provider does not say that the e-mail address is verified.'),
  row('address_unknown', 403, 'Nobody signs in or is invited by this address.'),
  row('provider_failed', 502, 'The sign-in at {provider} did not come to an end; try again.', 'retryable'),
] as const;

/** What the widget's routes refuse, besides the rest. */
const widgetRows = [
  row(
    'origin_not_allowed',
    403,
    'Pages of {origin} may not use this account’s chat; its `allowedOrigins` says whose may.',
  ),
  row('visitor_unknown', 401, 'This needs the token of a visitor; begin a session.'),
  row(
    'identity_invalid',
    401,
    'The identity does not hold: it must be a JWT with HS256 under the account’s secret, with `sub`, and `exp` within a day.',
  ),
  row(
    'uploads_full',
    429,
    'Too much was uploaded: {bytesMax} bytes are taken in {windowSeconds} seconds. Send what is there, or come back later.',
    'retryable',
  ),
] as const;

/** What the engine answers before a command is decided. */
const engineRows = [
  row(
    'busy',
    503,
    'Too much is waiting, or the store cannot take it now. Nothing is known to have happened; try again with the same Idempotency-Key.',
    'retryable',
    'reportable',
  ),
  row('backup_under_way', 409, 'This server is making a backup already: wait for its end.', 'retryable'),
  row('key_reused', 409, 'This Idempotency-Key came before with another request.'),
  row('not_found', 404, 'There is no such thing, or you may not know of it.'),
] as const;

/** The groups of the policy, in its order. */
const policyRows = [
  row('transfers_disabled', 409, 'Transfers ({mode}) are switched off in {department}.'),
  row('target_kind_off', 409, '{department} does not hand over to a target of kind {kind}.'),
  row('kind_not_supported', 409, 'A hand-over of mode {mode} to a target of kind {kind} is not supported here.'),
  row('note_required', 409, '{department} asks for a note with every transfer.'),
  row('notes_disabled', 409, 'Notes are switched off in {department}; send it without one.'),
  row('reason_required', 409, '{department} asks for a reason with every transfer.'),
  row('consent_missing', 409, 'Going on through account {account} needs the customer’s consent.'),

  row('permission_missing', 403, 'This needs the permission {permission}.'),
  row('not_owner', 403, 'Only the owner may do this; the owner is {ownerKind} {ownerId}.'),
  row('not_a_member', 403, 'Only members of {department} may do this.'),
  row('offer_not_yours', 403, 'The offer {offer} was made to somebody else.'),

  row('ticket_closed', 409, 'The ticket {ticket} is closed.'),
  row(
    'ticket_moved',
    409,
    'The ticket {ticket} was moved to another department or merged, and is final; it goes on as {nextTicket}.',
  ),
  row('transfer_pending', 409, 'The transfer {transfer} is pending; cancel it or wait for its end.', 'retryable'),
  row('offer_answered', 409, 'This was answered already; it is {state} now.'),
  row('offer_expired', 409, 'The offer {offer} has expired.'),
  row('version_conflict', 412, 'You saw version {expected}; it is {actual} now. Read it again.'),

  row('channel_not_transferable', 409, 'Conversations of {account} ({channel}) cannot be handed over: {cause}.'),
  row('channel_not_served', 409, '{department} does not serve {channel}.'),
  row('message_window_closed', 409, 'The channel does not let us write first on {account} now.'),

  row('outside_program', 409, '{to} is in another program than {from}.'),
  row('no_move_rule', 409, 'No rule of {from} lets {channel} move to {to}.'),
  row('receive_rule', 409, '{to} does not take {channel} from {from}.'),
  row('participant_conflict', 409, '{department} takes part in this ticket itself, as {address}.'),

  row('target_unknown', 409, 'There is no {kind} {id}.'),
  row('target_not_permitted', 409, '{agent} may not serve this conversation: {cause}.'),
  row('direct_routing_off', 409, '{department} takes no work straight to a person.'),
  row('already_there', 409, 'The conversation is with {kind} {id} already.'),
  row('department_closed', 409, '{department} is closed.', 'retryable'),
  row('not_accepting', 409, '{department} does not take anything now: {cause}.', 'retryable'),
  row('queue_full', 409, 'The queue {queue} is full: {length} of {lengthMax} wait.', 'retryable'),
  row('skill_missing', 409, '{agent} lacks {skills}.'),
  row('agent_offline', 409, '{agent} is not there for this now: {presence}.', 'retryable'),
  row('agent_at_capacity', 409, '{agent} has no free slot: {used} of {capacity} are in use.', 'retryable'),
  row('flow_unpublished', 409, 'The flow {flow} is not published.'),
  row('external_disabled', 409, '{external} cannot be handed to: {cause}.'),
  row('external_unreachable', 409, '{external} cannot be reached now.', 'retryable'),

  row('hop_limit', 409, 'It was handed on {hops} times without a person choosing; the limit is {hopsMax}.'),
] as const;

/** What single commands refuse besides. */
const commandRows = [
  row('decline_not_allowed', 409, 'The department does not let the offer {offer} be declined.'),
  row('cancel_not_allowed', 409, 'The department does not let its senders cancel a transfer.'),
  row('not_waiting', 409, 'The ticket {ticket} waits in no queue: it is with {ownerKind} {ownerId}.'),
  row('queue_elsewhere', 409, 'The queue {queue} is in {department}: what goes there is handed over, by a transfer.'),
  row('nobody_consulted', 409, 'Nobody is asked for advice about the ticket {ticket}.'),
  row('party_unknown', 409, '{agent} does not take part in the ticket {ticket}.'),
  row('already_party', 409, '{agent} takes part in the ticket {ticket} already.'),
  row('help_not_raised', 409, 'No help is asked for in the ticket {ticket}.'),
  row('merge_not_possible', 409, 'The ticket {ticket} cannot be merged into {into}: {cause}.'),
  row('disposition_required', 409, '{department} asks how it ended: name a disposition.'),
  row('extension_not_allowed', 409, 'The wrap-up of the segment {segment} cannot be extended: {cause}.'),
  row('batch_over', 409, 'The batch {batch} is over: it is {state}.'),
  row('session_not_possible', 409, 'The conversation cannot go on through {account}: {cause}.'),
  row('address_taken', 409, 'The {channel} address {address} is another contact’s.'),
  row('link_expired', 403, 'The link has expired, or was made for somebody else; ask for a new one.'),
  row('already_erased', 409, 'The message {message} was erased already.'),
  row('status_unknown', 409, 'There is no status {status} in the configuration.'),
  row('entry_unknown', 409, 'There is no {kind} {id} in the configuration.'),
  row(
    'open_work_there',
    409,
    '{agent} has open tickets ({openTickets}) in {departments}: hand them over before leaving.',
  ),
  row('flow_has_problems', 400, 'The flow {flow} cannot be published: {faultCount} fault(s), each with its place.'),
  row('version_unknown', 404, 'There is no version {version} of the configuration.'),
  row('wrap_up_over', 409, 'The time for wrapping up the segment {segment} is over.'),
  row('disposition_unknown', 409, '{department} has no disposition {disposition}.'),
  row('file_unknown', 409, 'There is no file {file} that this conversation may attach.'),
  row('account_unknown', 409, 'There is no channel account {account}.'),
  row(
    'still_in_use',
    409,
    'Open tickets are still with what would be retired: {entries}. Name successors under `retire`; those of a department or an account are handed over or closed before.',
  ),
] as const;

const lastRows = [
  row(
    'file_unavailable',
    503,
    'The bytes of the file are not in this server’s store now. It was noted.',
    'retryable',
    'reportable',
  ),
  row(
    'internal',
    500,
    'Something of ours failed. It was noted; nothing is known to have happened.',
    'retryable',
    'reportable',
  ),
] as const;

export const catalogue = [
  ...httpRows,
  ...signInRows,
  ...widgetRows,
  ...engineRows,
  ...policyRows,
  ...commandRows,
  ...lastRows,
] as const satisfies readonly CatalogueRow[];
export type ErrorCode = (typeof catalogue)[number]['code'];
export const errorCodes: readonly ErrorCode[] = catalogue.map((entry) => entry.code);

const rows: ReadonlyMap<string, CatalogueRow> = new Map(catalogue.map((entry) => [entry.code, entry]));

/** The catalogue's row of a code; undefined for a word that is none. */
export function findError(code: string): CatalogueRow | undefined {
  return rows.get(code);
}

/** The sentence with its data filled in. Data that is missing leaves a question mark, never a hole. */
export function errorSentence(
  { sentence }: Pick<CatalogueRow, 'sentence'>,
  data: Readonly<Record<string, unknown>> = {},
): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = data[name];
    if (Array.isArray(value)) return value.join(', ');
    return value === undefined || value === null ? '?' : String(value);
  });
}
