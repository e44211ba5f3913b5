import { acceptOffer, declineOffer, expireOffer } from '../../src/commands/answer-offer.ts';
import { applyConfiguration } from '../../src/commands/apply-configuration.ts';
import { closeConversation } from '../../src/commands/close-conversation.ts';
import { completeTransfer } from '../../src/commands/consult.ts';
import { offerFromQueue } from '../../src/commands/dispatch.ts';
import { cancelTransfer } from '../../src/commands/end-transfer.ts';
import { advanceRun } from '../../src/commands/flows/advance-run.ts';
import { receiveMessage, sendMessage } from '../../src/commands/messages.ts';
import { setPresence } from '../../src/commands/presence.ts';
import { requestTransfer } from '../../src/commands/request-transfer.ts';
import { startConversation } from '../../src/commands/start-conversation.ts';
import { takeTicket } from '../../src/commands/take-ticket.ts';

/** The commands that races are made of, by the names under which processes speak of them. */
export const definitions = {
  acceptOffer,
  advanceRun,
  applyConfiguration,
  cancelTransfer,
  closeConversation,
  completeTransfer,
  declineOffer,
  expireOffer,
  offerFromQueue,
  receiveMessage,
  requestTransfer,
  sendMessage,
  setPresence,
  startConversation,
  takeTicket,
};
export type CommandName = keyof typeof definitions;
