// Written by `npm run generate:client` from the OpenAPI document of the server; a test fails when it is stale.

/** The codes of problems: see the reference of errors. */
export type ProblemCode = 'route_unknown' | 'unauthenticated' | 'rate_limited' | 'too_many_streams' | 'actor_unknown' | 'unsupported_media_type' | 'body_too_large' | 'malformed_body' | 'validation' | 'configuration_invalid' | 'origin_refused' | 'session_required' | 'already_set_up' | 'credentials_wrong' | 'challenge_over' | 'code_wrong' | 'no_membership' | 'token_invalid' | 'sign_in_required' | 'name_required' | 'password_weak' | 'second_factor_on' | 'second_factor_off' | 'already_member' | 'no_sign_in' | 'own_sign_in' | 'mail_needed' | 'address_unverified' | 'address_unknown' | 'provider_failed' | 'origin_not_allowed' | 'visitor_unknown' | 'identity_invalid' | 'uploads_full' | 'busy' | 'backup_under_way' | 'key_reused' | 'not_found' | 'transfers_disabled' | 'target_kind_off' | 'kind_not_supported' | 'note_required' | 'notes_disabled' | 'reason_required' | 'consent_missing' | 'permission_missing' | 'not_owner' | 'not_a_member' | 'offer_not_yours' | 'ticket_closed' | 'ticket_moved' | 'transfer_pending' | 'offer_answered' | 'offer_expired' | 'version_conflict' | 'channel_not_transferable' | 'channel_not_served' | 'message_window_closed' | 'outside_program' | 'no_move_rule' | 'receive_rule' | 'participant_conflict' | 'target_unknown' | 'target_not_permitted' | 'direct_routing_off' | 'already_there' | 'department_closed' | 'not_accepting' | 'queue_full' | 'skill_missing' | 'agent_offline' | 'agent_at_capacity' | 'flow_unpublished' | 'external_disabled' | 'external_unreachable' | 'hop_limit' | 'decline_not_allowed' | 'cancel_not_allowed' | 'not_waiting' | 'queue_elsewhere' | 'nobody_consulted' | 'party_unknown' | 'already_party' | 'help_not_raised' | 'merge_not_possible' | 'disposition_required' | 'extension_not_allowed' | 'batch_over' | 'session_not_possible' | 'address_taken' | 'link_expired' | 'already_erased' | 'status_unknown' | 'entry_unknown' | 'open_work_there' | 'flow_has_problems' | 'version_unknown' | 'wrap_up_over' | 'disposition_unknown' | 'file_unknown' | 'account_unknown' | 'still_in_use' | 'file_unavailable' | 'internal';

/** Every route by method and path: what it takes, and what it answers by status. */
export interface Api {
  get: {
    /** List agents. */
    '/v1/agents': {
      query?: {
        cursor?: string | undefined;
        limit?: number | undefined;
        departmentId?: string | undefined;
        presence?: 'online' | 'away' | 'offline' | undefined;
      };
      answers: {
        200: {
          items: {
            id: string;
            name: string;
            role: string;
            departments: string[];
            skills: string[];
            skillLevels: Record<string, number>;
            presence: 'online' | 'away' | 'offline';
            status: string | null;
            presenceSince: string;
            leased: boolean;
            lapsed: boolean;
            load: Record<string, number>;
            used: number;
            capacity: number | null;
            percent: number | null;
            capacityOverride: {
              total: number | null;
              perChannel: {
                webchat?: number;
                email?: number;
                whatsapp?: number;
                messenger?: number;
                instagram?: number;
                sms?: number;
                telegram?: number;
                line?: number;
                voice?: number;
              };
              interruptible: ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
              by: {
                kind: string;
                id: string;
                throughKey?: string;
              };
              at: string;
              reason: string | null;
              until: string | null;
            } | null;
          }[];
          nextCursor: string | null;
        };
      };
    };
    /** Read an agent. */
    '/v1/agents/{id}': {
      path: {
        id: string;
      };
      answers: {
        200: {
          id: string;
          name: string;
          role: string;
          departments: string[];
          skills: string[];
          skillLevels: Record<string, number>;
          presence: 'online' | 'away' | 'offline';
          status: string | null;
          presenceSince: string;
          leased: boolean;
          lapsed: boolean;
          load: Record<string, number>;
          used: number;
          capacity: number | null;
          percent: number | null;
          capacityOverride: {
            total: number | null;
            perChannel: {
              webchat?: number;
              email?: number;
              whatsapp?: number;
              messenger?: number;
              instagram?: number;
              sms?: number;
              telegram?: number;
              line?: number;
              voice?: number;
            };
            interruptible: ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
            by: {
              kind: string;
              id: string;
              throughKey?: string;
            };
            at: string;
            reason: string | null;
            until: string | null;
          } | null;
        };
      };
    };
    /** List alerts. */
    '/v1/alerts': {
      query?: {
        cursor?: string | undefined;
        limit?: number | undefined;
        state?: 'open' | 'all' | undefined;
      };
      answers: {
        200: {
          items: {
            id: string;
            alert: string;
            text: string;
            conversationId: string | null;
            ticketId: string | null;
            departmentId: string | null;
            flowId: string | null;
            people: string[];
            told: string[];
            raisedAt: string;
            acknowledgedBy: string | null;
            acknowledgedAt: string | null;
          }[];
          nextCursor: string | null;
        };
      };
    };
    /** List API keys. */
    '/v1/api-keys': {
      query?: {
        cursor?: string | undefined;
        limit?: number | undefined;
      };
      answers: {
        200: {
          items: {
            id: string;
            name: string;
            scopes: string[];
            createdAt: string;
            expiresAt: string | null;
            revokedAt: string | null;
          }[];
          nextCursor: string | null;
        };
      };
    };
    /** List audit entries. */
    '/v1/audit': {
      query?: {
        cursor?: string | undefined;
        limit?: number | undefined;
        category?: 'ownership' | 'override' | 'staffing' | 'routing' | 'policy' | 'access' | 'export' | 'erasure' | undefined;
        actorKind?: 'agent' | 'key' | 'flow' | 'assistant' | 'external' | 'contact' | 'system' | undefined;
        actorId?: string | undefined;
        conversationId?: string | undefined;
        from?: string | undefined;
        to?: string | undefined;
      };
      answers: {
        200: {
          items: {
            position: number;
            at: string;
            category: 'ownership' | 'override' | 'staffing' | 'routing' | 'policy' | 'access' | 'export' | 'erasure';
            kind: 'organization.created' | 'api_key.created' | 'api_key.revoked' | 'account_secret.created' | 'configuration.changed' | 'agent.added' | 'agent.presence_changed' | 'agent.grace_ended' | 'agent.capacity_changed' | 'agent.invited' | 'agent.joined' | 'agent.sign_in_ended' | 'agent.password_reset_made' | 'contact.created' | 'contact.changed' | 'conversation.opened' | 'conversation.closed' | 'conversation.reopened' | 'conversation.abandoned' | 'conversation.changed' | 'message.received' | 'message.sent' | 'note.added' | 'consult.said' | 'whisper.said' | 'message.erased' | 'file.stored' | 'ticket.taken' | 'ticket.requeued' | 'ticket.rerouted' | 'ticket.held' | 'ticket.resumed' | 'ticket.snoozed' | 'ticket.woken' | 'ticket.merged' | 'offer.made' | 'offer.declined' | 'offer.timed_out' | 'offer.withdrawn' | 'offer.accepted' | 'transfer.refused' | 'transfer.waiting' | 'transfer.consulting' | 'transfer.offered' | 'transfer.completed' | 'transfer.cancelled' | 'transfer.returned' | 'transfer.fell_back' | 'transfer.failed' | 'wrap_up.extended' | 'wrap_up.ended' | 'party.invited' | 'party.joined' | 'party.left' | 'help.raised' | 'help.cleared' | 'channel.changed' | 'participants.changed' | 'external.returned' | 'transfer_batch.created' | 'transfer_batch.item_done' | 'transfer_batch.cancelled' | 'transfer_batch.done' | 'transcript.exported' | 'alert.raised' | 'alert.repeated' | 'alert.acknowledged' | 'flow.started' | 'flow.advanced' | 'flow.ended' | 'flow.draft_saved' | 'flow.schedule_set' | 'flow.schedule_fired';
            actor: {
              kind: string;
              id: string;
              throughKey?: string;
            };
            conversationId: string | null;
            before: unknown;
            after: unknown;
            details: Record<string, unknown>;
          }[];
          nextCursor: string | null;
        };
      };
    };
    /** Verify the chain over the log. */
    '/v1/audit/verify': {
      query?: {
        after?: number | undefined;
      };
      answers: {
        200: {
          holds: boolean;
          broken: {
            firstPosition: number;
            lastPosition: number;
            hash: string;
            at: string;
          } | null;
          last: {
            firstPosition: number;
            lastPosition: number;
            hash: string;
            at: string;
          } | null;
          unlinked: number;
          nextAfter: number | null;
        };
      };
    };
    /** Take a backup of everything. */
    '/v1/backup': {
      answers: {
      };
    };
    /** Read the configuration. */
    '/v1/configuration': {
      answers: {
        200: {
          profile?: 'glassix' | 'salesforce' | 'singlecomm' | 'respond' | 'flex' | 'baton';
          settings?: {
            transfers?: 'on' | 'off';
            boundary?: 'rules' | 'program' | 'none';
            assistantRowsExempt?: boolean;
            targetKinds?: ('agent' | 'queue' | 'department' | 'flow' | 'external')[];
            externalNeedsPartnerRouting?: boolean;
            notes?: 'off' | 'optional' | 'required';
            reason?: 'optional' | 'required';
            mayCancel?: boolean;
            release?: 'on_accept' | 'now' | 'on_accept_now_if_full';
            history?: 'full' | 'from_here' | 'summary' | 'none';
            historyInside?: 'full' | 'from_here' | 'summary' | 'none';
            redact?: ('card' | 'security_code' | 'national_id')[];
            redactOnlyValidCards?: boolean;
            transferNotice?: string;
            attributesThatTravel?: 'all' | 'form_only' | string[];
            slaClock?: 'carry' | 'restart' | 'pause';
            acceptance?: 'offer' | 'assign';
            mayDeclineTransfer?: boolean;
            mayDeclineQueueWork?: boolean;
            offerTimeoutSeconds?: number;
            whenFull?: 'refuse' | 'wait' | 'next' | 'ask';
            whenOffline?: 'refuse' | 'wait' | 'ask';
            whenClosed?: 'refuse' | 'wait' | 'next' | 'ask';
            waitLimitSeconds?: number;
            directToAgent?: boolean;
            needsAgentOnline?: boolean;
            missingSkill?: 'warn' | 'refuse';
            blockedTargets?: 'hidden' | 'shown';
            waitShown?: 'always' | 'after_ten_accepts' | 'never';
            warmTransfer?: boolean;
            crossChannel?: boolean;
            automaticHopsMax?: number;
            wrapUpSeconds?: number;
            wrapUpHoldsSlot?: boolean;
            wrapUpExtensionSeconds?: number;
            disposition?: 'optional' | 'required';
            retentionDays?: number;
            whenAgentLeaves?: 'requeue' | 'keep' | 'fallback';
            absenceGraceSeconds?: number;
            channelUnits?: {
              webchat?: number;
              email?: number;
              whatsapp?: number;
              messenger?: number;
              instagram?: number;
              sms?: number;
              telegram?: number;
              line?: number;
              voice?: number;
            };
            priorityAgeingSeconds?: number;
            askAgainSeconds?: number;
            missedOffersMax?: number;
            missedOffersPresence?: 'away' | 'offline';
            handlingSeconds?: number;
          };
          programs?: {
            id: string;
            name?: string;
          }[];
          departments?: {
            id: string;
            name?: string;
            program?: string | null;
            hours?: {
              zone: string;
              weekly: {
                mon?: string[][];
                tue?: string[][];
                wed?: string[][];
                thu?: string[][];
                fri?: string[][];
                sat?: string[][];
                sun?: string[][];
              };
              holidays?: string[];
              overrides?: Record<string, string[][]>;
            } | null;
            accepting?: boolean;
            channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
            defaultQueue?: string;
            fallback?: {
              kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
              id: string;
              departmentId?: string;
            }[];
            moveRules?: {
              label?: string | null;
              channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
              destinations?: 'all' | string[];
              actors?: 'all' | ('agent' | 'key' | 'flow' | 'assistant' | 'external' | 'contact' | 'system')[];
              contact?: Record<string, string | number | boolean> | null;
              history?: 'full' | 'from_here' | 'summary' | 'none' | null;
              redact?: ('card' | 'security_code' | 'national_id')[];
              assistant?: boolean;
              flows?: 'all' | string[];
              exemptFromMoveRules?: boolean;
            }[];
            receiveRules?: {
              channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
              origins?: 'all' | string[];
            }[];
            settings?: {
              transfers?: 'on' | 'off';
              boundary?: 'rules' | 'program' | 'none';
              assistantRowsExempt?: boolean;
              targetKinds?: ('agent' | 'queue' | 'department' | 'flow' | 'external')[];
              externalNeedsPartnerRouting?: boolean;
              notes?: 'off' | 'optional' | 'required';
              reason?: 'optional' | 'required';
              mayCancel?: boolean;
              release?: 'on_accept' | 'now' | 'on_accept_now_if_full';
              history?: 'full' | 'from_here' | 'summary' | 'none';
              historyInside?: 'full' | 'from_here' | 'summary' | 'none';
              redact?: ('card' | 'security_code' | 'national_id')[];
              redactOnlyValidCards?: boolean;
              transferNotice?: string;
              attributesThatTravel?: 'all' | 'form_only' | string[];
              slaClock?: 'carry' | 'restart' | 'pause';
              acceptance?: 'offer' | 'assign';
              mayDeclineTransfer?: boolean;
              mayDeclineQueueWork?: boolean;
              offerTimeoutSeconds?: number;
              whenFull?: 'refuse' | 'wait' | 'next' | 'ask';
              whenOffline?: 'refuse' | 'wait' | 'ask';
              whenClosed?: 'refuse' | 'wait' | 'next' | 'ask';
              waitLimitSeconds?: number;
              directToAgent?: boolean;
              needsAgentOnline?: boolean;
              missingSkill?: 'warn' | 'refuse';
              blockedTargets?: 'hidden' | 'shown';
              waitShown?: 'always' | 'after_ten_accepts' | 'never';
              warmTransfer?: boolean;
              crossChannel?: boolean;
              automaticHopsMax?: number;
              wrapUpSeconds?: number;
              wrapUpHoldsSlot?: boolean;
              wrapUpExtensionSeconds?: number;
              disposition?: 'optional' | 'required';
              retentionDays?: number;
              whenAgentLeaves?: 'requeue' | 'keep' | 'fallback';
              absenceGraceSeconds?: number;
              channelUnits?: {
                webchat?: number;
                email?: number;
                whatsapp?: number;
                messenger?: number;
                instagram?: number;
                sms?: number;
                telegram?: number;
                line?: number;
                voice?: number;
              };
              priorityAgeingSeconds?: number;
              askAgainSeconds?: number;
              missedOffersMax?: number;
              missedOffersPresence?: 'away' | 'offline';
              handlingSeconds?: number;
            };
            dispositions?: {
              id: string;
              name?: string;
              marksTransfer?: boolean;
            }[];
            addresses?: {
              channel: 'webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice';
              address: string;
            }[];
            botOnly?: boolean;
            knownTo?: string[] | null;
            duty?: string[];
          }[];
          queues?: {
            id: string;
            name?: string;
            department: string;
            distribution?: 'push' | 'pull';
            skills?: string[];
            skillLevels?: Record<string, number>;
            relaxation?: {
              afterSeconds: number;
              drop?: string[];
              lowerBy?: number;
            }[];
            strategy?: 'longest_idle' | 'round_robin' | 'least_open' | 'most_free' | 'best_skilled';
            acceptance?: 'offer' | 'assign' | null;
            preferLastAgentSeconds?: number;
            assignmentsMax?: {
              count: number;
              seconds: number;
            } | null;
            whenClosed?: 'wait' | 'fallback';
            whenFull?: 'wait' | 'fallback';
            priority?: number;
            offerTimeoutSeconds?: number | null;
            lengthMax?: number | null;
            waitSecondsMax?: number | null;
            fallback?: {
              kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
              id: string;
              departmentId?: string;
            }[];
          }[];
          skills?: {
            id: string;
            name?: string;
          }[];
          statuses?: {
            id: string;
            name?: string;
            presence?: 'online' | 'away' | 'offline';
            channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
          }[];
          agents?: {
            id: string;
            name?: string;
            role?: 'agent' | 'supervisor' | 'administrator';
            grant?: ('conversation.start' | 'conversation.close' | 'conversation.reply' | 'message.receive' | 'transfer.request' | 'transfer.cancel_any' | 'transfer.override' | 'transfer.to_flow' | 'transfer.to_external' | 'transfer.as_assistant' | 'ticket.take' | 'ticket.take_over' | 'ticket.read_all' | 'ticket.supervise' | 'ticket.reroute' | 'ticket.merge' | 'presence.set_any' | 'agent.override_capacity' | 'agent.assign' | 'configuration.read' | 'configuration.write' | 'events.read' | 'keys.manage' | 'users.manage' | 'transcript.export' | 'audit.read' | 'message.erase')[];
            deny?: ('conversation.start' | 'conversation.close' | 'conversation.reply' | 'message.receive' | 'transfer.request' | 'transfer.cancel_any' | 'transfer.override' | 'transfer.to_flow' | 'transfer.to_external' | 'transfer.as_assistant' | 'ticket.take' | 'ticket.take_over' | 'ticket.read_all' | 'ticket.supervise' | 'ticket.reroute' | 'ticket.merge' | 'presence.set_any' | 'agent.override_capacity' | 'agent.assign' | 'configuration.read' | 'configuration.write' | 'events.read' | 'keys.manage' | 'users.manage' | 'transcript.export' | 'audit.read' | 'message.erase')[];
            departments?: string[];
            channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
            capacity?: {
              total?: number | null;
              perChannel?: {
                webchat?: number;
                email?: number;
                whatsapp?: number;
                messenger?: number;
                instagram?: number;
                sms?: number;
                telegram?: number;
                line?: number;
                voice?: number;
              };
              interruptible?: ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
            };
            skills?: string[];
            skillLevels?: Record<string, number>;
          }[];
          accounts?: {
            id: string;
            name?: string;
            type?: 'custom' | 'webchat';
            kind: 'webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice';
            entry: {
              department: string;
              queue?: string | null;
              flow?: string | null;
            };
            reopenWindowSeconds?: number;
            deliveryUrl?: string | null;
            transferable?: boolean;
            partnerRouted?: boolean;
            address?: string | null;
            history?: 'full' | 'from_here' | 'summary' | 'none' | null;
            allowedOrigins?: string[] | null;
            greeting?: string | null;
            preChat?: {
              id: string;
              label?: string;
              required?: boolean;
            }[];
            locale?: string | null;
            theme?: 'auto' | 'light' | 'dark';
          }[];
          flows?: {
            id: string;
            name?: string;
            department?: string | null;
            published?: boolean;
            greeting?: string;
            returnTo?: string | null;
            duty?: string[];
            triggers?: {
              kind: 'conversation_opened';
              sources?: ('contact' | 'reopened' | 'agent' | 'api' | 'flow' | 'import')[];
              accounts?: 'all' | string[];
              channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
              departments?: 'all' | string[];
              when?: Record<string, never> | null;
            } | {
              kind: 'conversation_closed';
              accounts?: 'all' | string[];
              channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
              departments?: 'all' | string[];
              when?: Record<string, never> | null;
            } | {
              kind: 'message_received';
              accounts?: 'all' | string[];
              channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
              departments?: 'all' | string[];
              when?: Record<string, never> | null;
            } | {
              kind: 'assignment_changed';
              to?: ('agent' | 'queue' | 'flow' | 'external')[];
              accounts?: 'all' | string[];
              channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
              departments?: 'all' | string[];
              when?: Record<string, never> | null;
            } | {
              kind: 'transfer_ended';
              outcomes?: ('completed' | 'refused' | 'returned' | 'fell_back' | 'cancelled' | 'failed')[];
              accounts?: 'all' | string[];
              channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
              departments?: 'all' | string[];
              when?: Record<string, never> | null;
            } | {
              kind: 'queue_wait_passed';
              queues?: 'all' | string[];
              seconds?: number;
              accounts?: 'all' | string[];
              channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
              departments?: 'all' | string[];
              when?: Record<string, never> | null;
            } | {
              kind: 'tag_changed';
              tags?: 'all' | string[];
              accounts?: 'all' | string[];
              channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
              departments?: 'all' | string[];
              when?: Record<string, never> | null;
            } | {
              kind: 'field_changed';
              fields?: 'all' | string[];
              accounts?: 'all' | string[];
              channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
              departments?: 'all' | string[];
              when?: Record<string, never> | null;
            } | {
              kind: 'presence_changed';
              to?: ('online' | 'away' | 'offline')[];
              departments?: 'all' | string[];
            } | {
              kind: 'schedule';
              zone?: string;
              weekdays?: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[];
              times: string[];
              each?: 'conversation' | 'none';
              departments?: 'all' | string[];
              when?: Record<string, never> | null;
            } | {
              kind: 'webhook';
              when?: Record<string, never> | null;
            } | {
              kind: 'flow';
              when?: Record<string, never> | null;
            }[];
            start?: string;
            steps?: {
              id: string;
              kind: 'send_message';
              name?: string | null;
              next?: Record<string, string>;
              text: string;
            } | {
              id: string;
              kind: 'ask';
              name?: string | null;
              next?: Record<string, string>;
              text: string;
              answer?: 'text' | 'number' | 'email' | 'phone' | 'date' | 'rating' | 'yes_no' | 'choice';
              options?: {
                id: string;
                label: string;
              }[];
              portPerOption?: boolean;
              saveAs?: string;
              field?: {
                scope: 'ticket' | 'shared' | 'contact';
                name: string;
              } | null;
              retries?: number;
              retryText?: string;
              skipWords?: string[];
              timeoutSeconds?: number;
            } | {
              id: string;
              kind: 'assign';
              name?: string | null;
              next?: Record<string, string>;
              who?: 'agent' | 'team' | 'nobody';
              agent?: string | null;
              team?: string | null;
              strategy?: 'longest_idle' | 'round_robin' | 'least_open' | 'most_free' | 'best_skilled';
              onlyOnline?: boolean;
              excludeEarlier?: boolean;
              note?: string;
            } | {
              id: string;
              kind: 'branch';
              name?: string | null;
              next?: Record<string, string>;
              branches: {
                id: string;
                name?: string | null;
                when: Record<string, never>;
              }[];
            } | {
              id: string;
              kind: 'update_tag';
              name?: string | null;
              next?: Record<string, string>;
              scope?: 'ticket' | 'shared';
              add?: string[];
              remove?: string[];
            } | {
              id: string;
              kind: 'update_field';
              name?: string | null;
              next?: Record<string, string>;
              field: {
                scope: 'ticket' | 'shared' | 'contact';
                name: string;
              };
              value?: string | null;
            } | {
              id: string;
              kind: 'open';
              name?: string | null;
              next?: Record<string, string>;
            } | {
              id: string;
              kind: 'close';
              name?: string | null;
              next?: Record<string, string>;
              disposition?: string | null;
              reason?: string;
            } | {
              id: string;
              kind: 'comment';
              name?: string | null;
              next?: Record<string, string>;
              text: string;
            } | {
              id: string;
              kind: 'jump';
              name?: string | null;
              next?: Record<string, string>;
              times?: number;
            } | {
              id: string;
              kind: 'wait';
              name?: string | null;
              next?: Record<string, string>;
              seconds?: number;
              hours?: 'always' | 'business';
              until?: 'time' | 'opening';
              on?: {
                reply?: 'ignore' | 'end' | 'port' | 'pause';
                message?: 'ignore' | 'end' | 'port' | 'pause';
                transfer?: 'ignore' | 'end' | 'port' | 'pause';
                hold?: 'ignore' | 'end' | 'port' | 'pause';
                close?: 'ignore' | 'end' | 'port' | 'pause';
                merge?: 'ignore' | 'end' | 'port' | 'pause';
              };
            } | {
              id: string;
              kind: 'date_time';
              name?: string | null;
              next?: Record<string, string>;
              mode?: 'business_hours' | 'times' | 'dates';
              department?: string | null;
              zone?: string;
              weekdays?: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[];
              from?: string;
              to?: string;
              firstDate?: string | null;
              lastDate?: string | null;
            } | {
              id: string;
              kind: 'http_request';
              name?: string | null;
              next?: Record<string, string>;
              method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
              url: string;
              headers?: {
                name: string;
                value: string;
              }[];
              body?: string;
              timeoutSeconds?: number;
              retries?: number;
              save?: {
                from: string;
                as: string;
              }[];
            } | {
              id: string;
              kind: 'trigger_flow';
              name?: string | null;
              next?: Record<string, string>;
              flow: string;
            } | {
              id: string;
              kind: 'sheet_row';
              name?: string | null;
              next?: Record<string, string>;
              spreadsheet: string;
              range?: string;
              values: string[];
              secret: string;
            } | {
              id: string;
              kind: 'ai_agent';
              name?: string | null;
              next?: Record<string, string>;
              endpoint: string;
              model: string;
              secret?: string | null;
              instructions: string;
              tools?: ('hand_over' | 'resolve' | 'update_field' | 'add_tag')[];
              fields?: string[];
              tags?: string[];
              turns?: number;
              timeoutSeconds?: number;
              idleSeconds?: number;
            } | {
              id: string;
              kind: 'transfer';
              name?: string | null;
              next?: Record<string, string>;
              target: {
                kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
                id: string;
                departmentId?: string;
              };
              note?: string;
              reason?: string;
              release?: 'on_accept' | 'now' | null;
              whenBlocked?: 'refuse' | 'wait' | 'next' | 'deliver_when_back' | null;
            } | {
              id: string;
              kind: 'consult';
              name?: string | null;
              next?: Record<string, string>;
              target: {
                kind: 'agent' | 'external';
                id: string;
                departmentId?: string;
              };
              question: string;
              timeoutSeconds?: number;
              saveAs?: string;
            } | {
              id: string;
              kind: 'flag_supervisor';
              name?: string | null;
              next?: Record<string, string>;
              text: string;
            } | {
              id: string;
              kind: 'alert';
              name?: string | null;
              next?: Record<string, string>;
              people?: string[];
              text: string;
              repeatSeconds?: number;
            }[];
          }[];
          externals?: {
            id: string;
            name?: string;
            kind?: 'webhook' | 'sip' | 'telephone' | 'email';
            enabled?: boolean;
            url?: string | null;
            address?: string | null;
            answerSeconds?: number;
            silenceSeconds?: number;
            watchingQueue?: string | null;
          }[];
          retire?: {
            departments?: Record<string, string>;
            queues?: Record<string, string>;
            agents?: Record<string, string>;
            accounts?: Record<string, string>;
            flows?: Record<string, string>;
            externals?: Record<string, string>;
          };
        };
      };
    };
    /** Ready rows for a department’s move rules. */
    '/v1/configuration/move-rule-presets': {
      query?: {
        destinations?: string | undefined;
        channels?: string | undefined;
        otherChannels?: string | undefined;
      };
      answers: {
        200: {
          items: {
            id: string;
            name: string;
            sentence: string;
            asks: ('destinations' | 'channels' | 'otherChannels')[];
            rows: Record<string, unknown>[] | null;
          }[];
        };
      };
    };
    /** The JSON Schema of a configuration. */
    '/v1/configuration/schema': {
      answers: {
        200: Record<string, unknown>;
      };
    };
    /** Where every setting comes from. */
    '/v1/configuration/settings': {
      answers: {
        200: {
          version: number;
          profile: 'glassix' | 'salesforce' | 'singlecomm' | 'respond' | 'flex' | 'baton';
          settings: {
            name: string;
            sentence: string;
            decidedBy: string;
            onlyNarrows: boolean;
            ofProfile: unknown;
            ofOrganization?: unknown;
            value: unknown;
            departments: {
              departmentId: string;
              says: unknown;
              value: unknown;
            }[];
          }[];
        };
      };
    };
    /** List the versions of the configuration. */
    '/v1/configuration/versions': {
      query?: {
        cursor?: string | undefined;
        limit?: number | undefined;
      };
      answers: {
        200: {
          items: {
            version: number;
            at: string | null;
            actor: {
              kind: string;
              id: string;
              throughKey?: string;
            } | null;
            adds: number;
            changes: number;
            retires: number;
            entries: {
              what: 'added' | 'changed' | 'retired';
              kind: string;
              id: string;
              name: string;
              fields: string[];
            }[];
          }[];
          nextCursor: string | null;
        };
      };
    };
    /** Read a version of the configuration. */
    '/v1/configuration/versions/{version}': {
      path: {
        version: string;
      };
      answers: {
        200: {
          version: number;
          at: string | null;
          actor: {
            kind: string;
            id: string;
            throughKey?: string;
          } | null;
          adds: {
            kind: string;
            id: string;
            name: string;
          }[];
          changes: {
            kind: string;
            id: string;
            name: string;
            fields: {
              field: string;
              before: unknown;
              after: unknown;
            }[];
          }[];
          retires: {
            kind: string;
            id: string;
            name: string;
            successor: string | null;
          }[];
          document: {
            profile?: 'glassix' | 'salesforce' | 'singlecomm' | 'respond' | 'flex' | 'baton';
            settings?: {
              transfers?: 'on' | 'off';
              boundary?: 'rules' | 'program' | 'none';
              assistantRowsExempt?: boolean;
              targetKinds?: ('agent' | 'queue' | 'department' | 'flow' | 'external')[];
              externalNeedsPartnerRouting?: boolean;
              notes?: 'off' | 'optional' | 'required';
              reason?: 'optional' | 'required';
              mayCancel?: boolean;
              release?: 'on_accept' | 'now' | 'on_accept_now_if_full';
              history?: 'full' | 'from_here' | 'summary' | 'none';
              historyInside?: 'full' | 'from_here' | 'summary' | 'none';
              redact?: ('card' | 'security_code' | 'national_id')[];
              redactOnlyValidCards?: boolean;
              transferNotice?: string;
              attributesThatTravel?: 'all' | 'form_only' | string[];
              slaClock?: 'carry' | 'restart' | 'pause';
              acceptance?: 'offer' | 'assign';
              mayDeclineTransfer?: boolean;
              mayDeclineQueueWork?: boolean;
              offerTimeoutSeconds?: number;
              whenFull?: 'refuse' | 'wait' | 'next' | 'ask';
              whenOffline?: 'refuse' | 'wait' | 'ask';
              whenClosed?: 'refuse' | 'wait' | 'next' | 'ask';
              waitLimitSeconds?: number;
              directToAgent?: boolean;
              needsAgentOnline?: boolean;
              missingSkill?: 'warn' | 'refuse';
              blockedTargets?: 'hidden' | 'shown';
              waitShown?: 'always' | 'after_ten_accepts' | 'never';
              warmTransfer?: boolean;
              crossChannel?: boolean;
              automaticHopsMax?: number;
              wrapUpSeconds?: number;
              wrapUpHoldsSlot?: boolean;
              wrapUpExtensionSeconds?: number;
              disposition?: 'optional' | 'required';
              retentionDays?: number;
              whenAgentLeaves?: 'requeue' | 'keep' | 'fallback';
              absenceGraceSeconds?: number;
              channelUnits?: {
                webchat?: number;
                email?: number;
                whatsapp?: number;
                messenger?: number;
                instagram?: number;
                sms?: number;
                telegram?: number;
                line?: number;
                voice?: number;
              };
              priorityAgeingSeconds?: number;
              askAgainSeconds?: number;
              missedOffersMax?: number;
              missedOffersPresence?: 'away' | 'offline';
              handlingSeconds?: number;
            };
            programs?: {
              id: string;
              name?: string;
            }[];
            departments?: {
              id: string;
              name?: string;
              program?: string | null;
              hours?: {
                zone: string;
                weekly: {
                  mon?: string[][];
                  tue?: string[][];
                  wed?: string[][];
                  thu?: string[][];
                  fri?: string[][];
                  sat?: string[][];
                  sun?: string[][];
                };
                holidays?: string[];
                overrides?: Record<string, string[][]>;
              } | null;
              accepting?: boolean;
              channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
              defaultQueue?: string;
              fallback?: {
                kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
                id: string;
                departmentId?: string;
              }[];
              moveRules?: {
                label?: string | null;
                channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
                destinations?: 'all' | string[];
                actors?: 'all' | ('agent' | 'key' | 'flow' | 'assistant' | 'external' | 'contact' | 'system')[];
                contact?: Record<string, string | number | boolean> | null;
                history?: 'full' | 'from_here' | 'summary' | 'none' | null;
                redact?: ('card' | 'security_code' | 'national_id')[];
                assistant?: boolean;
                flows?: 'all' | string[];
                exemptFromMoveRules?: boolean;
              }[];
              receiveRules?: {
                channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
                origins?: 'all' | string[];
              }[];
              settings?: {
                transfers?: 'on' | 'off';
                boundary?: 'rules' | 'program' | 'none';
                assistantRowsExempt?: boolean;
                targetKinds?: ('agent' | 'queue' | 'department' | 'flow' | 'external')[];
                externalNeedsPartnerRouting?: boolean;
                notes?: 'off' | 'optional' | 'required';
                reason?: 'optional' | 'required';
                mayCancel?: boolean;
                release?: 'on_accept' | 'now' | 'on_accept_now_if_full';
                history?: 'full' | 'from_here' | 'summary' | 'none';
                historyInside?: 'full' | 'from_here' | 'summary' | 'none';
                redact?: ('card' | 'security_code' | 'national_id')[];
                redactOnlyValidCards?: boolean;
                transferNotice?: string;
                attributesThatTravel?: 'all' | 'form_only' | string[];
                slaClock?: 'carry' | 'restart' | 'pause';
                acceptance?: 'offer' | 'assign';
                mayDeclineTransfer?: boolean;
                mayDeclineQueueWork?: boolean;
                offerTimeoutSeconds?: number;
                whenFull?: 'refuse' | 'wait' | 'next' | 'ask';
                whenOffline?: 'refuse' | 'wait' | 'ask';
                whenClosed?: 'refuse' | 'wait' | 'next' | 'ask';
                waitLimitSeconds?: number;
                directToAgent?: boolean;
                needsAgentOnline?: boolean;
                missingSkill?: 'warn' | 'refuse';
                blockedTargets?: 'hidden' | 'shown';
                waitShown?: 'always' | 'after_ten_accepts' | 'never';
                warmTransfer?: boolean;
                crossChannel?: boolean;
                automaticHopsMax?: number;
                wrapUpSeconds?: number;
                wrapUpHoldsSlot?: boolean;
                wrapUpExtensionSeconds?: number;
                disposition?: 'optional' | 'required';
                retentionDays?: number;
                whenAgentLeaves?: 'requeue' | 'keep' | 'fallback';
                absenceGraceSeconds?: number;
                channelUnits?: {
                  webchat?: number;
                  email?: number;
                  whatsapp?: number;
                  messenger?: number;
                  instagram?: number;
                  sms?: number;
                  telegram?: number;
                  line?: number;
                  voice?: number;
                };
                priorityAgeingSeconds?: number;
                askAgainSeconds?: number;
                missedOffersMax?: number;
                missedOffersPresence?: 'away' | 'offline';
                handlingSeconds?: number;
              };
              dispositions?: {
                id: string;
                name?: string;
                marksTransfer?: boolean;
              }[];
              addresses?: {
                channel: 'webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice';
                address: string;
              }[];
              botOnly?: boolean;
              knownTo?: string[] | null;
              duty?: string[];
            }[];
            queues?: {
              id: string;
              name?: string;
              department: string;
              distribution?: 'push' | 'pull';
              skills?: string[];
              skillLevels?: Record<string, number>;
              relaxation?: {
                afterSeconds: number;
                drop?: string[];
                lowerBy?: number;
              }[];
              strategy?: 'longest_idle' | 'round_robin' | 'least_open' | 'most_free' | 'best_skilled';
              acceptance?: 'offer' | 'assign' | null;
              preferLastAgentSeconds?: number;
              assignmentsMax?: {
                count: number;
                seconds: number;
              } | null;
              whenClosed?: 'wait' | 'fallback';
              whenFull?: 'wait' | 'fallback';
              priority?: number;
              offerTimeoutSeconds?: number | null;
              lengthMax?: number | null;
              waitSecondsMax?: number | null;
              fallback?: {
                kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
                id: string;
                departmentId?: string;
              }[];
            }[];
            skills?: {
              id: string;
              name?: string;
            }[];
            statuses?: {
              id: string;
              name?: string;
              presence?: 'online' | 'away' | 'offline';
              channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
            }[];
            agents?: {
              id: string;
              name?: string;
              role?: 'agent' | 'supervisor' | 'administrator';
              grant?: ('conversation.start' | 'conversation.close' | 'conversation.reply' | 'message.receive' | 'transfer.request' | 'transfer.cancel_any' | 'transfer.override' | 'transfer.to_flow' | 'transfer.to_external' | 'transfer.as_assistant' | 'ticket.take' | 'ticket.take_over' | 'ticket.read_all' | 'ticket.supervise' | 'ticket.reroute' | 'ticket.merge' | 'presence.set_any' | 'agent.override_capacity' | 'agent.assign' | 'configuration.read' | 'configuration.write' | 'events.read' | 'keys.manage' | 'users.manage' | 'transcript.export' | 'audit.read' | 'message.erase')[];
              deny?: ('conversation.start' | 'conversation.close' | 'conversation.reply' | 'message.receive' | 'transfer.request' | 'transfer.cancel_any' | 'transfer.override' | 'transfer.to_flow' | 'transfer.to_external' | 'transfer.as_assistant' | 'ticket.take' | 'ticket.take_over' | 'ticket.read_all' | 'ticket.supervise' | 'ticket.reroute' | 'ticket.merge' | 'presence.set_any' | 'agent.override_capacity' | 'agent.assign' | 'configuration.read' | 'configuration.write' | 'events.read' | 'keys.manage' | 'users.manage' | 'transcript.export' | 'audit.read' | 'message.erase')[];
              departments?: string[];
              channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
              capacity?: {
                total?: number | null;
                perChannel?: {
                  webchat?: number;
                  email?: number;
                  whatsapp?: number;
                  messenger?: number;
                  instagram?: number;
                  sms?: number;
                  telegram?: number;
                  line?: number;
                  voice?: number;
                };
                interruptible?: ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
              };
              skills?: string[];
              skillLevels?: Record<string, number>;
            }[];
            accounts?: {
              id: string;
              name?: string;
              type?: 'custom' | 'webchat';
              kind: 'webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice';
              entry: {
                department: string;
                queue?: string | null;
                flow?: string | null;
              };
              reopenWindowSeconds?: number;
              deliveryUrl?: string | null;
              transferable?: boolean;
              partnerRouted?: boolean;
              address?: string | null;
              history?: 'full' | 'from_here' | 'summary' | 'none' | null;
              allowedOrigins?: string[] | null;
              greeting?: string | null;
              preChat?: {
                id: string;
                label?: string;
                required?: boolean;
              }[];
              locale?: string | null;
              theme?: 'auto' | 'light' | 'dark';
            }[];
            flows?: {
              id: string;
              name?: string;
              department?: string | null;
              published?: boolean;
              greeting?: string;
              returnTo?: string | null;
              duty?: string[];
              triggers?: {
                kind: 'conversation_opened';
                sources?: ('contact' | 'reopened' | 'agent' | 'api' | 'flow' | 'import')[];
                accounts?: 'all' | string[];
                channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
                departments?: 'all' | string[];
                when?: Record<string, never> | null;
              } | {
                kind: 'conversation_closed';
                accounts?: 'all' | string[];
                channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
                departments?: 'all' | string[];
                when?: Record<string, never> | null;
              } | {
                kind: 'message_received';
                accounts?: 'all' | string[];
                channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
                departments?: 'all' | string[];
                when?: Record<string, never> | null;
              } | {
                kind: 'assignment_changed';
                to?: ('agent' | 'queue' | 'flow' | 'external')[];
                accounts?: 'all' | string[];
                channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
                departments?: 'all' | string[];
                when?: Record<string, never> | null;
              } | {
                kind: 'transfer_ended';
                outcomes?: ('completed' | 'refused' | 'returned' | 'fell_back' | 'cancelled' | 'failed')[];
                accounts?: 'all' | string[];
                channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
                departments?: 'all' | string[];
                when?: Record<string, never> | null;
              } | {
                kind: 'queue_wait_passed';
                queues?: 'all' | string[];
                seconds?: number;
                accounts?: 'all' | string[];
                channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
                departments?: 'all' | string[];
                when?: Record<string, never> | null;
              } | {
                kind: 'tag_changed';
                tags?: 'all' | string[];
                accounts?: 'all' | string[];
                channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
                departments?: 'all' | string[];
                when?: Record<string, never> | null;
              } | {
                kind: 'field_changed';
                fields?: 'all' | string[];
                accounts?: 'all' | string[];
                channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
                departments?: 'all' | string[];
                when?: Record<string, never> | null;
              } | {
                kind: 'presence_changed';
                to?: ('online' | 'away' | 'offline')[];
                departments?: 'all' | string[];
              } | {
                kind: 'schedule';
                zone?: string;
                weekdays?: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[];
                times: string[];
                each?: 'conversation' | 'none';
                departments?: 'all' | string[];
                when?: Record<string, never> | null;
              } | {
                kind: 'webhook';
                when?: Record<string, never> | null;
              } | {
                kind: 'flow';
                when?: Record<string, never> | null;
              }[];
              start?: string;
              steps?: {
                id: string;
                kind: 'send_message';
                name?: string | null;
                next?: Record<string, string>;
                text: string;
              } | {
                id: string;
                kind: 'ask';
                name?: string | null;
                next?: Record<string, string>;
                text: string;
                answer?: 'text' | 'number' | 'email' | 'phone' | 'date' | 'rating' | 'yes_no' | 'choice';
                options?: {
                  id: string;
                  label: string;
                }[];
                portPerOption?: boolean;
                saveAs?: string;
                field?: {
                  scope: 'ticket' | 'shared' | 'contact';
                  name: string;
                } | null;
                retries?: number;
                retryText?: string;
                skipWords?: string[];
                timeoutSeconds?: number;
              } | {
                id: string;
                kind: 'assign';
                name?: string | null;
                next?: Record<string, string>;
                who?: 'agent' | 'team' | 'nobody';
                agent?: string | null;
                team?: string | null;
                strategy?: 'longest_idle' | 'round_robin' | 'least_open' | 'most_free' | 'best_skilled';
                onlyOnline?: boolean;
                excludeEarlier?: boolean;
                note?: string;
              } | {
                id: string;
                kind: 'branch';
                name?: string | null;
                next?: Record<string, string>;
                branches: {
                  id: string;
                  name?: string | null;
                  when: Record<string, never>;
                }[];
              } | {
                id: string;
                kind: 'update_tag';
                name?: string | null;
                next?: Record<string, string>;
                scope?: 'ticket' | 'shared';
                add?: string[];
                remove?: string[];
              } | {
                id: string;
                kind: 'update_field';
                name?: string | null;
                next?: Record<string, string>;
                field: {
                  scope: 'ticket' | 'shared' | 'contact';
                  name: string;
                };
                value?: string | null;
              } | {
                id: string;
                kind: 'open';
                name?: string | null;
                next?: Record<string, string>;
              } | {
                id: string;
                kind: 'close';
                name?: string | null;
                next?: Record<string, string>;
                disposition?: string | null;
                reason?: string;
              } | {
                id: string;
                kind: 'comment';
                name?: string | null;
                next?: Record<string, string>;
                text: string;
              } | {
                id: string;
                kind: 'jump';
                name?: string | null;
                next?: Record<string, string>;
                times?: number;
              } | {
                id: string;
                kind: 'wait';
                name?: string | null;
                next?: Record<string, string>;
                seconds?: number;
                hours?: 'always' | 'business';
                until?: 'time' | 'opening';
                on?: {
                  reply?: 'ignore' | 'end' | 'port' | 'pause';
                  message?: 'ignore' | 'end' | 'port' | 'pause';
                  transfer?: 'ignore' | 'end' | 'port' | 'pause';
                  hold?: 'ignore' | 'end' | 'port' | 'pause';
                  close?: 'ignore' | 'end' | 'port' | 'pause';
                  merge?: 'ignore' | 'end' | 'port' | 'pause';
                };
              } | {
                id: string;
                kind: 'date_time';
                name?: string | null;
                next?: Record<string, string>;
                mode?: 'business_hours' | 'times' | 'dates';
                department?: string | null;
                zone?: string;
                weekdays?: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[];
                from?: string;
                to?: string;
                firstDate?: string | null;
                lastDate?: string | null;
              } | {
                id: string;
                kind: 'http_request';
                name?: string | null;
                next?: Record<string, string>;
                method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
                url: string;
                headers?: {
                  name: string;
                  value: string;
                }[];
                body?: string;
                timeoutSeconds?: number;
                retries?: number;
                save?: {
                  from: string;
                  as: string;
                }[];
              } | {
                id: string;
                kind: 'trigger_flow';
                name?: string | null;
                next?: Record<string, string>;
                flow: string;
              } | {
                id: string;
                kind: 'sheet_row';
                name?: string | null;
                next?: Record<string, string>;
                spreadsheet: string;
                range?: string;
                values: string[];
                secret: string;
              } | {
                id: string;
                kind: 'ai_agent';
                name?: string | null;
                next?: Record<string, string>;
                endpoint: string;
                model: string;
                secret?: string | null;
                instructions: string;
                tools?: ('hand_over' | 'resolve' | 'update_field' | 'add_tag')[];
                fields?: string[];
                tags?: string[];
                turns?: number;
                timeoutSeconds?: number;
                idleSeconds?: number;
              } | {
                id: string;
                kind: 'transfer';
                name?: string | null;
                next?: Record<string, string>;
                target: {
                  kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
                  id: string;
                  departmentId?: string;
                };
                note?: string;
                reason?: string;
                release?: 'on_accept' | 'now' | null;
                whenBlocked?: 'refuse' | 'wait' | 'next' | 'deliver_when_back' | null;
              } | {
                id: string;
                kind: 'consult';
                name?: string | null;
                next?: Record<string, string>;
                target: {
                  kind: 'agent' | 'external';
                  id: string;
                  departmentId?: string;
                };
                question: string;
                timeoutSeconds?: number;
                saveAs?: string;
              } | {
                id: string;
                kind: 'flag_supervisor';
                name?: string | null;
                next?: Record<string, string>;
                text: string;
              } | {
                id: string;
                kind: 'alert';
                name?: string | null;
                next?: Record<string, string>;
                people?: string[];
                text: string;
                repeatSeconds?: number;
              }[];
            }[];
            externals?: {
              id: string;
              name?: string;
              kind?: 'webhook' | 'sip' | 'telephone' | 'email';
              enabled?: boolean;
              url?: string | null;
              address?: string | null;
              answerSeconds?: number;
              silenceSeconds?: number;
              watchingQueue?: string | null;
            }[];
            retire?: {
              departments?: Record<string, string>;
              queues?: Record<string, string>;
              agents?: Record<string, string>;
              accounts?: Record<string, string>;
              flows?: Record<string, string>;
              externals?: Record<string, string>;
            };
          };
        };
      };
    };
    /** List contacts. */
    '/v1/contacts': {
      query?: {
        cursor?: string | undefined;
        limit?: number | undefined;
        channelKind?: string | undefined;
        address?: string | undefined;
      };
      answers: {
        200: {
          items: {
            id: string;
            name: string | null;
            attributes: Record<string, string | number | boolean | null>;
            addresses: {
              channelKind: string;
              address: string;
            }[];
            createdAt: string;
          }[];
          nextCursor: string | null;
        };
      };
    };
    /** Read a contact. */
    '/v1/contacts/{id}': {
      path: {
        id: string;
      };
      answers: {
        200: {
          id: string;
          name: string | null;
          attributes: Record<string, string | number | boolean | null>;
          addresses: {
            channelKind: string;
            address: string;
          }[];
          createdAt: string;
        };
      };
    };
    /** List conversations. */
    '/v1/conversations': {
      query?: {
        cursor?: string | undefined;
        limit?: number | undefined;
        status?: 'open' | 'closed' | undefined;
        accountId?: string | undefined;
        contactId?: string | undefined;
        threadKey?: string | undefined;
      };
      answers: {
        200: {
          items: {
            id: string;
            accountId: string;
            channelKind: string;
            threadKey: string;
            contactId: string;
            status: 'open' | 'closed';
            departmentId: string | null;
            ticketId: string | null;
            owner: {
              kind: 'queue' | 'agent' | 'flow' | 'external';
              id: string;
            } | null;
            ownershipVersion: number | null;
            pendingTransferId: string | null;
            participants: {
              channel: string;
              address: string;
            }[];
            parties: {
              who: {
                kind: 'agent' | 'external';
                id: string;
              };
              role: 'consultant' | 'participant' | 'supervisor';
              joined: boolean;
              present: boolean;
              transferId: string | null;
              since: string;
            }[];
            linkedSessions: {
              accountId: string;
              channelKind: string;
              threadKey: string;
              address: string;
              startedAt: string;
              endedAt: string;
            }[];
            watchingQueueId: string | null;
            help: {
              agentId: string;
              raisedAt: string;
            } | null;
            mergedIntoId: string | null;
            hops: number;
            openedAt: string;
            closedAt: string | null;
          }[];
          nextCursor: string | null;
        };
      };
    };
    /** Read a conversation. */
    '/v1/conversations/{id}': {
      path: {
        id: string;
      };
      answers: {
        200: {
          id: string;
          accountId: string;
          channelKind: string;
          threadKey: string;
          contactId: string;
          status: 'open' | 'closed';
          departmentId: string | null;
          ticketId: string | null;
          owner: {
            kind: 'queue' | 'agent' | 'flow' | 'external';
            id: string;
          } | null;
          ownershipVersion: number | null;
          pendingTransferId: string | null;
          participants: {
            channel: string;
            address: string;
          }[];
          parties: {
            who: {
              kind: 'agent' | 'external';
              id: string;
            };
            role: 'consultant' | 'participant' | 'supervisor';
            joined: boolean;
            present: boolean;
            transferId: string | null;
            since: string;
          }[];
          linkedSessions: {
            accountId: string;
            channelKind: string;
            threadKey: string;
            address: string;
            startedAt: string;
            endedAt: string;
          }[];
          watchingQueueId: string | null;
          help: {
            agentId: string;
            raisedAt: string;
          } | null;
          mergedIntoId: string | null;
          hops: number;
          openedAt: string;
          closedAt: string | null;
          mergedIds: string[];
        };
      };
    };
    /** The way of a conversation through departments and owners. */
    '/v1/conversations/{id}/lineage': {
      path: {
        id: string;
      };
      answers: {
        200: {
          conversationId: string;
          mergedIds: string[];
          tickets: {
            id: string;
            conversationId: string;
            departmentId: string;
            state: 'open' | 'closed' | 'moved' | 'merged';
            version: number;
            accountId: string;
            channelKind: string;
            contactId: string;
            owner: {
              kind: 'queue' | 'agent' | 'flow' | 'external';
              id: string;
            } | null;
            ownershipVersion: number | null;
            pendingTransferId: string | null;
            queuedAt: string | null;
            priority: number;
            previousTicketId: string | null;
            nextTicketId: string | null;
            fromMessage: number;
            toMessage: number | null;
            historyFrom: number;
            history: 'full' | 'from_here' | 'summary' | 'none';
            redact: ('card' | 'security_code' | 'national_id')[];
            onHold: boolean;
            snoozedUntil: string | null;
            attributes: Record<string, string | number | boolean | null>;
            tags: string[];
            form: Record<string, string | number | boolean | null>;
            slaStartedAt: string;
            slaPausedAt: string | null;
            openedAt: string;
            openedBy: string;
            reopenedAt: string | null;
            closedAt: string | null;
            closeReason: string | null;
          }[];
          segments: {
            id: string;
            conversationId: string;
            ticketId: string;
            departmentId: string;
            owner: {
              kind: 'queue' | 'agent' | 'flow' | 'external';
              id: string;
            };
            startedAt: string;
            endedAt: string | null;
            endReason: string | null;
            wrapUpUntil: string | null;
            wrapUpEndedAt: string | null;
            wrapUpExtensions: number;
            disposition: string | null;
            dispositionName: string | null;
            wrapUpNote: string | null;
          }[];
          transfers: {
            id: string;
            conversationId: string;
            ticketId: string;
            newTicketId: string | null;
            state: 'refused' | 'waiting' | 'consulting' | 'offered' | 'completed' | 'cancelled' | 'returned' | 'fell_back' | 'failed';
            mode: 'cold' | 'warm';
            from: {
              departmentId: string;
              owner: {
                kind: 'queue' | 'agent' | 'flow' | 'external';
                id: string;
              };
            };
            target: {
              kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
              id: string;
              departmentId?: string;
            };
            currentTarget: {
              kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
              id: string;
              departmentId?: string;
            };
            toDepartmentId: string;
            release: 'on_accept' | 'now';
            requestedBy: {
              kind: string;
              id: string;
              throughKey?: string;
            };
            note: string | null;
            draft: string | null;
            session: {
              accountId: string;
              channelKind: string;
              address: string;
            } | null;
            batchId: string | null;
            reason: string | null;
            outcome: string | null;
            requestedAt: string;
            expiresAt: string | null;
            endedAt: string | null;
            receipt: {
              history: 'full' | 'from_here' | 'summary' | 'none';
              messages: {
                from: number;
                to: number;
              } | null;
              note: boolean;
              draft: boolean;
              redacted: ('card' | 'security_code' | 'national_id')[];
              attributes: string[];
              form: string[];
              tags: string[];
              files: number;
              sla: 'carried' | 'restarted' | 'paused';
              heldBack: {
                what: string;
                why: string;
              }[];
            };
          }[];
          offers: {
            id: string;
            conversationId: string;
            transferId: string | null;
            agentId: string;
            state: 'live' | 'accepted' | 'declined' | 'timed_out' | 'withdrawn';
            offeredAt: string;
            expiresAt: string;
            endedAt: string | null;
            reason: string | null;
          }[];
        };
      };
    };
    /** Read messages. */
    '/v1/conversations/{id}/messages': {
      path: {
        id: string;
      };
      query?: {
        cursor?: string | undefined;
        limit?: number | undefined;
        order?: 'oldest_first' | 'newest_first' | undefined;
      };
      answers: {
        200: {
          items: {
            id: string;
            conversationId: string;
            sequence: number;
            ticketId: string;
            direction: 'inbound' | 'outbound' | 'note' | 'consult' | 'whisper';
            spokeAs: 'consultant' | 'participant' | 'supervisor' | null;
            erasedAt: string | null;
            author: {
              kind: string;
              id: string;
              throughKey?: string;
            };
            automatic: boolean;
            text: string;
            fileIds: string[];
            externalId: string | null;
            at: string;
          }[];
          nextCursor: string | null;
        };
      };
    };
    /** Take a transcript along. */
    '/v1/conversations/{id}/transcript': {
      path: {
        id: string;
      };
      query: {
        for: 'customer' | 'internal';
        format?: 'json' | 'text' | undefined;
        cursor?: string | undefined;
      };
      answers: {
        200: {
          conversationId: string;
          for: 'customer' | 'internal';
          lines: {
            kind: 'message';
            from: 'customer' | 'agent' | 'automatic' | 'note' | 'consult' | 'whisper';
            name: string | null;
            text: string;
            files: {
              name: string;
              mediaType: string;
              bytes: number;
            }[];
            erased: boolean;
            at: string;
          } | {
            kind: 'event';
            code: 'waiting' | 'bringing' | 'served' | 'back' | 'closed' | 'reopened' | 'organization.created' | 'api_key.created' | 'api_key.revoked' | 'account_secret.created' | 'configuration.changed' | 'agent.added' | 'agent.presence_changed' | 'agent.grace_ended' | 'agent.capacity_changed' | 'agent.invited' | 'agent.joined' | 'agent.sign_in_ended' | 'agent.password_reset_made' | 'contact.created' | 'contact.changed' | 'conversation.opened' | 'conversation.closed' | 'conversation.reopened' | 'conversation.abandoned' | 'conversation.changed' | 'message.received' | 'message.sent' | 'note.added' | 'consult.said' | 'whisper.said' | 'message.erased' | 'file.stored' | 'ticket.taken' | 'ticket.requeued' | 'ticket.rerouted' | 'ticket.held' | 'ticket.resumed' | 'ticket.snoozed' | 'ticket.woken' | 'ticket.merged' | 'offer.made' | 'offer.declined' | 'offer.timed_out' | 'offer.withdrawn' | 'offer.accepted' | 'transfer.refused' | 'transfer.waiting' | 'transfer.consulting' | 'transfer.offered' | 'transfer.completed' | 'transfer.cancelled' | 'transfer.returned' | 'transfer.fell_back' | 'transfer.failed' | 'wrap_up.extended' | 'wrap_up.ended' | 'party.invited' | 'party.joined' | 'party.left' | 'help.raised' | 'help.cleared' | 'channel.changed' | 'participants.changed' | 'external.returned' | 'transfer_batch.created' | 'transfer_batch.item_done' | 'transfer_batch.cancelled' | 'transfer_batch.done' | 'transcript.exported' | 'alert.raised' | 'alert.repeated' | 'alert.acknowledged' | 'flow.started' | 'flow.advanced' | 'flow.ended' | 'flow.draft_saved' | 'flow.schedule_set' | 'flow.schedule_fired';
            text: string;
            at: string;
          }[];
          nextCursor: string | null;
        };
      };
    };
    /** List departments. */
    '/v1/departments': {
      query?: {
        cursor?: string | undefined;
        limit?: number | undefined;
      };
      answers: {
        200: {
          items: {
            id: string;
            name: string;
            isMember: boolean;
            isOpen: boolean;
            opensAt: string | null;
            dispositions: {
              id: string;
              name: string;
              marksTransfer: boolean;
            }[];
            settings: {
              transfers: 'on' | 'off';
              targetKinds: ('agent' | 'queue' | 'department' | 'flow' | 'external')[];
              notes: 'off' | 'optional' | 'required';
              reason: 'optional' | 'required';
              mayCancel: boolean;
              mayDeclineTransfer: boolean;
              mayDeclineQueueWork: boolean;
              whenFull: 'refuse' | 'wait' | 'next' | 'ask';
              whenOffline: 'refuse' | 'wait' | 'ask';
              whenClosed: 'refuse' | 'wait' | 'next' | 'ask';
              wrapUpSeconds: number;
            };
          }[];
          nextCursor: string | null;
        };
      };
    };
    /** Follows what happens, as server-sent events. */
    '/v1/events': {
      query?: {
        after?: number | undefined;
        format?: 'json' | undefined;
        limit?: number | undefined;
      };
      answers: {
        200: unknown;
      };
    };
    /** Gives a file’s bytes. */
    '/v1/files/{id}': {
      path: {
        id: string;
      };
      query?: {
        expires?: string | undefined;
        signature?: string | undefined;
      };
      answers: {
        200: unknown;
      };
    };
    /** Says what a file is. */
    '/v1/files/{id}/details': {
      path: {
        id: string;
      };
      answers: {
        200: {
          id: string;
          name: string;
          mediaType: string;
          bytes: number;
          sha256: string;
          conversationId: string | null;
          createdAt: string;
        };
      };
    };
    /** What a run did, step by step. */
    '/v1/flow-runs/{id}': {
      path: {
        id: string;
      };
      answers: {
        200: {
          id: string;
          flowId: string;
          version: number;
          conversationId: string | null;
          ticketId: string | null;
          state: 'due' | 'waiting' | 'ended';
          owns: boolean;
          stepId: string | null;
          waitsFor: string | null;
          wakeAt: string | null;
          trigger: string;
          marks: string[];
          lastCode: string | null;
          startedAt: string;
          endedAt: string | null;
          outcome: 'done' | 'fell_back' | 'interrupted' | 'taken_over' | 'not_met' | null;
          steps: {
            number: number;
            stepId: string;
            kind: string;
            port: string;
            code: string | null;
            since: string;
            at: string;
          }[];
        };
      };
    };
    /** List the templates of flows. */
    '/v1/flow-templates': {
      answers: {
        200: {
          items: {
            id: string;
            name: string;
            sentence: string;
            begins: 'by_itself' | 'as_entry';
            asks: {
              name: string;
              answer: string;
              sentence: string;
              default?: string | number;
            }[];
          }[];
        };
      };
    };
    /** List the flows. */
    '/v1/flows': {
      answers: {
        200: {
          items: {
            id: string;
            name: string;
            department: string | null;
            published: boolean;
            version: number | null;
            triggers: string[];
            steps: number;
            running: number;
            figures: {
              since: string;
              fired: number;
              moved: number;
              savedByReply: number;
            };
            draft: {
              revision: number;
              changedBy: {
                kind: string;
                id: string;
                throughKey?: string;
              };
              changedAt: string;
            } | null;
          }[];
        };
      };
    };
    /** The language of flows. */
    '/v1/flows/language': {
      answers: {
        200: {
          steps: {
            kind: string;
            sentence: string;
            settings: Record<string, unknown>;
            ports: unknown[];
            waits: boolean;
          }[];
          triggers: {
            kind: string;
            sentence: string;
            settings: Record<string, unknown>;
          }[];
          fields: {
            name: string;
            type: string;
            sentence: string;
            words?: string[];
          }[];
          operators: string[];
        };
      };
    };
    /** Read a flow. */
    '/v1/flows/{id}': {
      path: {
        id: string;
      };
      answers: {
        200: {
          id: string;
          published: boolean;
          version: number | null;
          entry: {
            id: string;
            name?: string;
            department?: string | null;
            published?: boolean;
            greeting?: string;
            returnTo?: string | null;
            duty?: string[];
            triggers?: {
              kind: 'conversation_opened';
              sources?: ('contact' | 'reopened' | 'agent' | 'api' | 'flow' | 'import')[];
              accounts?: 'all' | string[];
              channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
              departments?: 'all' | string[];
              when?: Record<string, never> | null;
            } | {
              kind: 'conversation_closed';
              accounts?: 'all' | string[];
              channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
              departments?: 'all' | string[];
              when?: Record<string, never> | null;
            } | {
              kind: 'message_received';
              accounts?: 'all' | string[];
              channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
              departments?: 'all' | string[];
              when?: Record<string, never> | null;
            } | {
              kind: 'assignment_changed';
              to?: ('agent' | 'queue' | 'flow' | 'external')[];
              accounts?: 'all' | string[];
              channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
              departments?: 'all' | string[];
              when?: Record<string, never> | null;
            } | {
              kind: 'transfer_ended';
              outcomes?: ('completed' | 'refused' | 'returned' | 'fell_back' | 'cancelled' | 'failed')[];
              accounts?: 'all' | string[];
              channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
              departments?: 'all' | string[];
              when?: Record<string, never> | null;
            } | {
              kind: 'queue_wait_passed';
              queues?: 'all' | string[];
              seconds?: number;
              accounts?: 'all' | string[];
              channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
              departments?: 'all' | string[];
              when?: Record<string, never> | null;
            } | {
              kind: 'tag_changed';
              tags?: 'all' | string[];
              accounts?: 'all' | string[];
              channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
              departments?: 'all' | string[];
              when?: Record<string, never> | null;
            } | {
              kind: 'field_changed';
              fields?: 'all' | string[];
              accounts?: 'all' | string[];
              channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
              departments?: 'all' | string[];
              when?: Record<string, never> | null;
            } | {
              kind: 'presence_changed';
              to?: ('online' | 'away' | 'offline')[];
              departments?: 'all' | string[];
            } | {
              kind: 'schedule';
              zone?: string;
              weekdays?: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[];
              times: string[];
              each?: 'conversation' | 'none';
              departments?: 'all' | string[];
              when?: Record<string, never> | null;
            } | {
              kind: 'webhook';
              when?: Record<string, never> | null;
            } | {
              kind: 'flow';
              when?: Record<string, never> | null;
            }[];
            start?: string;
            steps?: {
              id: string;
              kind: 'send_message';
              name?: string | null;
              next?: Record<string, string>;
              text: string;
            } | {
              id: string;
              kind: 'ask';
              name?: string | null;
              next?: Record<string, string>;
              text: string;
              answer?: 'text' | 'number' | 'email' | 'phone' | 'date' | 'rating' | 'yes_no' | 'choice';
              options?: {
                id: string;
                label: string;
              }[];
              portPerOption?: boolean;
              saveAs?: string;
              field?: {
                scope: 'ticket' | 'shared' | 'contact';
                name: string;
              } | null;
              retries?: number;
              retryText?: string;
              skipWords?: string[];
              timeoutSeconds?: number;
            } | {
              id: string;
              kind: 'assign';
              name?: string | null;
              next?: Record<string, string>;
              who?: 'agent' | 'team' | 'nobody';
              agent?: string | null;
              team?: string | null;
              strategy?: 'longest_idle' | 'round_robin' | 'least_open' | 'most_free' | 'best_skilled';
              onlyOnline?: boolean;
              excludeEarlier?: boolean;
              note?: string;
            } | {
              id: string;
              kind: 'branch';
              name?: string | null;
              next?: Record<string, string>;
              branches: {
                id: string;
                name?: string | null;
                when: Record<string, never>;
              }[];
            } | {
              id: string;
              kind: 'update_tag';
              name?: string | null;
              next?: Record<string, string>;
              scope?: 'ticket' | 'shared';
              add?: string[];
              remove?: string[];
            } | {
              id: string;
              kind: 'update_field';
              name?: string | null;
              next?: Record<string, string>;
              field: {
                scope: 'ticket' | 'shared' | 'contact';
                name: string;
              };
              value?: string | null;
            } | {
              id: string;
              kind: 'open';
              name?: string | null;
              next?: Record<string, string>;
            } | {
              id: string;
              kind: 'close';
              name?: string | null;
              next?: Record<string, string>;
              disposition?: string | null;
              reason?: string;
            } | {
              id: string;
              kind: 'comment';
              name?: string | null;
              next?: Record<string, string>;
              text: string;
            } | {
              id: string;
              kind: 'jump';
              name?: string | null;
              next?: Record<string, string>;
              times?: number;
            } | {
              id: string;
              kind: 'wait';
              name?: string | null;
              next?: Record<string, string>;
              seconds?: number;
              hours?: 'always' | 'business';
              until?: 'time' | 'opening';
              on?: {
                reply?: 'ignore' | 'end' | 'port' | 'pause';
                message?: 'ignore' | 'end' | 'port' | 'pause';
                transfer?: 'ignore' | 'end' | 'port' | 'pause';
                hold?: 'ignore' | 'end' | 'port' | 'pause';
                close?: 'ignore' | 'end' | 'port' | 'pause';
                merge?: 'ignore' | 'end' | 'port' | 'pause';
              };
            } | {
              id: string;
              kind: 'date_time';
              name?: string | null;
              next?: Record<string, string>;
              mode?: 'business_hours' | 'times' | 'dates';
              department?: string | null;
              zone?: string;
              weekdays?: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[];
              from?: string;
              to?: string;
              firstDate?: string | null;
              lastDate?: string | null;
            } | {
              id: string;
              kind: 'http_request';
              name?: string | null;
              next?: Record<string, string>;
              method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
              url: string;
              headers?: {
                name: string;
                value: string;
              }[];
              body?: string;
              timeoutSeconds?: number;
              retries?: number;
              save?: {
                from: string;
                as: string;
              }[];
            } | {
              id: string;
              kind: 'trigger_flow';
              name?: string | null;
              next?: Record<string, string>;
              flow: string;
            } | {
              id: string;
              kind: 'sheet_row';
              name?: string | null;
              next?: Record<string, string>;
              spreadsheet: string;
              range?: string;
              values: string[];
              secret: string;
            } | {
              id: string;
              kind: 'ai_agent';
              name?: string | null;
              next?: Record<string, string>;
              endpoint: string;
              model: string;
              secret?: string | null;
              instructions: string;
              tools?: ('hand_over' | 'resolve' | 'update_field' | 'add_tag')[];
              fields?: string[];
              tags?: string[];
              turns?: number;
              timeoutSeconds?: number;
              idleSeconds?: number;
            } | {
              id: string;
              kind: 'transfer';
              name?: string | null;
              next?: Record<string, string>;
              target: {
                kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
                id: string;
                departmentId?: string;
              };
              note?: string;
              reason?: string;
              release?: 'on_accept' | 'now' | null;
              whenBlocked?: 'refuse' | 'wait' | 'next' | 'deliver_when_back' | null;
            } | {
              id: string;
              kind: 'consult';
              name?: string | null;
              next?: Record<string, string>;
              target: {
                kind: 'agent' | 'external';
                id: string;
                departmentId?: string;
              };
              question: string;
              timeoutSeconds?: number;
              saveAs?: string;
            } | {
              id: string;
              kind: 'flag_supervisor';
              name?: string | null;
              next?: Record<string, string>;
              text: string;
            } | {
              id: string;
              kind: 'alert';
              name?: string | null;
              next?: Record<string, string>;
              people?: string[];
              text: string;
              repeatSeconds?: number;
            }[];
          } | null;
          draft: {
            entry: Record<string, unknown>;
            revision: number;
            changedBy: {
              kind: string;
              id: string;
              throughKey?: string;
            };
            changedAt: string;
          } | null;
          problems: {
            path: string;
            code: string;
            message: string;
          }[];
        };
      };
    };
    /** What a flow came to. */
    '/v1/flows/{id}/figures': {
      path: {
        id: string;
      };
      query?: {
        days?: number | undefined;
      };
      answers: {
        200: {
          since: string;
          fired: number;
          moved: number;
          savedByReply: number;
          running: number;
          noTarget: number;
          failed: number;
          fellBack: number;
          ports: {
            stepId: string;
            port: string;
            count: number;
          }[];
          firstHumanReply: {
            publishedAt: string | null;
            before: {
              conversations: number;
              answered: number;
              medianSeconds: number | null;
              p90Seconds: number | null;
            } | null;
            after: {
              conversations: number;
              answered: number;
              medianSeconds: number | null;
              p90Seconds: number | null;
            } | null;
          };
        };
      };
    };
    /** List a flow’s runs. */
    '/v1/flows/{id}/runs': {
      path: {
        id: string;
      };
      query?: {
        cursor?: string | undefined;
        limit?: number | undefined;
        state?: 'live' | 'ended' | undefined;
      };
      answers: {
        200: {
          items: {
            id: string;
            flowId: string;
            version: number;
            conversationId: string | null;
            ticketId: string | null;
            state: 'due' | 'waiting' | 'ended';
            owns: boolean;
            stepId: string | null;
            waitsFor: string | null;
            wakeAt: string | null;
            trigger: string;
            marks: string[];
            lastCode: string | null;
            startedAt: string;
            endedAt: string | null;
            outcome: 'done' | 'fell_back' | 'interrupted' | 'taken_over' | 'not_met' | null;
          }[];
          nextCursor: string | null;
        };
      };
    };
    /** List a flow’s versions. */
    '/v1/flows/{id}/versions': {
      path: {
        id: string;
      };
      answers: {
        200: {
          items: {
            version: number;
            publishedAt: string;
            publishedBy: {
              kind: string;
              id: string;
              throughKey?: string;
            };
          }[];
        };
      };
    };
    /** Read a version of a flow. */
    '/v1/flows/{id}/versions/{version}': {
      path: {
        id: string;
        version: string;
      };
      answers: {
        200: {
          version: number;
          publishedAt: string;
          publishedBy: {
            kind: string;
            id: string;
            throughKey?: string;
          };
          entry: {
            id: string;
            name?: string;
            department?: string | null;
            published?: boolean;
            greeting?: string;
            returnTo?: string | null;
            duty?: string[];
            triggers?: {
              kind: 'conversation_opened';
              sources?: ('contact' | 'reopened' | 'agent' | 'api' | 'flow' | 'import')[];
              accounts?: 'all' | string[];
              channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
              departments?: 'all' | string[];
              when?: Record<string, never> | null;
            } | {
              kind: 'conversation_closed';
              accounts?: 'all' | string[];
              channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
              departments?: 'all' | string[];
              when?: Record<string, never> | null;
            } | {
              kind: 'message_received';
              accounts?: 'all' | string[];
              channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
              departments?: 'all' | string[];
              when?: Record<string, never> | null;
            } | {
              kind: 'assignment_changed';
              to?: ('agent' | 'queue' | 'flow' | 'external')[];
              accounts?: 'all' | string[];
              channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
              departments?: 'all' | string[];
              when?: Record<string, never> | null;
            } | {
              kind: 'transfer_ended';
              outcomes?: ('completed' | 'refused' | 'returned' | 'fell_back' | 'cancelled' | 'failed')[];
              accounts?: 'all' | string[];
              channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
              departments?: 'all' | string[];
              when?: Record<string, never> | null;
            } | {
              kind: 'queue_wait_passed';
              queues?: 'all' | string[];
              seconds?: number;
              accounts?: 'all' | string[];
              channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
              departments?: 'all' | string[];
              when?: Record<string, never> | null;
            } | {
              kind: 'tag_changed';
              tags?: 'all' | string[];
              accounts?: 'all' | string[];
              channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
              departments?: 'all' | string[];
              when?: Record<string, never> | null;
            } | {
              kind: 'field_changed';
              fields?: 'all' | string[];
              accounts?: 'all' | string[];
              channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
              departments?: 'all' | string[];
              when?: Record<string, never> | null;
            } | {
              kind: 'presence_changed';
              to?: ('online' | 'away' | 'offline')[];
              departments?: 'all' | string[];
            } | {
              kind: 'schedule';
              zone?: string;
              weekdays?: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[];
              times: string[];
              each?: 'conversation' | 'none';
              departments?: 'all' | string[];
              when?: Record<string, never> | null;
            } | {
              kind: 'webhook';
              when?: Record<string, never> | null;
            } | {
              kind: 'flow';
              when?: Record<string, never> | null;
            }[];
            start?: string;
            steps?: {
              id: string;
              kind: 'send_message';
              name?: string | null;
              next?: Record<string, string>;
              text: string;
            } | {
              id: string;
              kind: 'ask';
              name?: string | null;
              next?: Record<string, string>;
              text: string;
              answer?: 'text' | 'number' | 'email' | 'phone' | 'date' | 'rating' | 'yes_no' | 'choice';
              options?: {
                id: string;
                label: string;
              }[];
              portPerOption?: boolean;
              saveAs?: string;
              field?: {
                scope: 'ticket' | 'shared' | 'contact';
                name: string;
              } | null;
              retries?: number;
              retryText?: string;
              skipWords?: string[];
              timeoutSeconds?: number;
            } | {
              id: string;
              kind: 'assign';
              name?: string | null;
              next?: Record<string, string>;
              who?: 'agent' | 'team' | 'nobody';
              agent?: string | null;
              team?: string | null;
              strategy?: 'longest_idle' | 'round_robin' | 'least_open' | 'most_free' | 'best_skilled';
              onlyOnline?: boolean;
              excludeEarlier?: boolean;
              note?: string;
            } | {
              id: string;
              kind: 'branch';
              name?: string | null;
              next?: Record<string, string>;
              branches: {
                id: string;
                name?: string | null;
                when: Record<string, never>;
              }[];
            } | {
              id: string;
              kind: 'update_tag';
              name?: string | null;
              next?: Record<string, string>;
              scope?: 'ticket' | 'shared';
              add?: string[];
              remove?: string[];
            } | {
              id: string;
              kind: 'update_field';
              name?: string | null;
              next?: Record<string, string>;
              field: {
                scope: 'ticket' | 'shared' | 'contact';
                name: string;
              };
              value?: string | null;
            } | {
              id: string;
              kind: 'open';
              name?: string | null;
              next?: Record<string, string>;
            } | {
              id: string;
              kind: 'close';
              name?: string | null;
              next?: Record<string, string>;
              disposition?: string | null;
              reason?: string;
            } | {
              id: string;
              kind: 'comment';
              name?: string | null;
              next?: Record<string, string>;
              text: string;
            } | {
              id: string;
              kind: 'jump';
              name?: string | null;
              next?: Record<string, string>;
              times?: number;
            } | {
              id: string;
              kind: 'wait';
              name?: string | null;
              next?: Record<string, string>;
              seconds?: number;
              hours?: 'always' | 'business';
              until?: 'time' | 'opening';
              on?: {
                reply?: 'ignore' | 'end' | 'port' | 'pause';
                message?: 'ignore' | 'end' | 'port' | 'pause';
                transfer?: 'ignore' | 'end' | 'port' | 'pause';
                hold?: 'ignore' | 'end' | 'port' | 'pause';
                close?: 'ignore' | 'end' | 'port' | 'pause';
                merge?: 'ignore' | 'end' | 'port' | 'pause';
              };
            } | {
              id: string;
              kind: 'date_time';
              name?: string | null;
              next?: Record<string, string>;
              mode?: 'business_hours' | 'times' | 'dates';
              department?: string | null;
              zone?: string;
              weekdays?: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[];
              from?: string;
              to?: string;
              firstDate?: string | null;
              lastDate?: string | null;
            } | {
              id: string;
              kind: 'http_request';
              name?: string | null;
              next?: Record<string, string>;
              method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
              url: string;
              headers?: {
                name: string;
                value: string;
              }[];
              body?: string;
              timeoutSeconds?: number;
              retries?: number;
              save?: {
                from: string;
                as: string;
              }[];
            } | {
              id: string;
              kind: 'trigger_flow';
              name?: string | null;
              next?: Record<string, string>;
              flow: string;
            } | {
              id: string;
              kind: 'sheet_row';
              name?: string | null;
              next?: Record<string, string>;
              spreadsheet: string;
              range?: string;
              values: string[];
              secret: string;
            } | {
              id: string;
              kind: 'ai_agent';
              name?: string | null;
              next?: Record<string, string>;
              endpoint: string;
              model: string;
              secret?: string | null;
              instructions: string;
              tools?: ('hand_over' | 'resolve' | 'update_field' | 'add_tag')[];
              fields?: string[];
              tags?: string[];
              turns?: number;
              timeoutSeconds?: number;
              idleSeconds?: number;
            } | {
              id: string;
              kind: 'transfer';
              name?: string | null;
              next?: Record<string, string>;
              target: {
                kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
                id: string;
                departmentId?: string;
              };
              note?: string;
              reason?: string;
              release?: 'on_accept' | 'now' | null;
              whenBlocked?: 'refuse' | 'wait' | 'next' | 'deliver_when_back' | null;
            } | {
              id: string;
              kind: 'consult';
              name?: string | null;
              next?: Record<string, string>;
              target: {
                kind: 'agent' | 'external';
                id: string;
                departmentId?: string;
              };
              question: string;
              timeoutSeconds?: number;
              saveAs?: string;
            } | {
              id: string;
              kind: 'flag_supervisor';
              name?: string | null;
              next?: Record<string, string>;
              text: string;
            } | {
              id: string;
              kind: 'alert';
              name?: string | null;
              next?: Record<string, string>;
              people?: string[];
              text: string;
              repeatSeconds?: number;
            }[];
          };
        };
      };
    };
    /** List raised flags. */
    '/v1/help-requests': {
      query?: {
        cursor?: string | undefined;
        limit?: number | undefined;
      };
      answers: {
        200: {
          items: {
            conversationId: string;
            ticketId: string;
            departmentId: string;
            channelKind: string;
            contact: {
              id: string;
              name: string | null;
            };
            agentId: string;
            raisedAt: string;
            message: string | null;
          }[];
          nextCursor: string | null;
        };
      };
    };
    /** What an invitation is for. */
    '/v1/invitations/{token}': {
      path: {
        token: string;
      };
      answers: {
        200: {
          organizationName: string;
          agentName: string;
          email: string;
          hasUser: boolean;
          expiresAt: string;
        };
      };
    };
    /** Who one is. */
    '/v1/me': {
      answers: {
        200: {
          user: {
            id: string;
            name: string;
            email: string;
            secondFactor: boolean;
            hasPassword: boolean;
          } | null;
          organization: {
            id: string;
            name: string;
          };
          organizations: {
            id: string;
            name: string;
          }[];
          agent: {
            id: string;
            name: string;
            role: 'agent' | 'supervisor' | 'administrator';
            permissions: string[];
            departments: {
              id: string;
              name: string;
            }[];
          } | null;
        };
      };
    };
    /** Where one is signed in. */
    '/v1/me/sessions': {
      answers: {
        200: {
          items: {
            id: string;
            createdAt: string;
            expiresAt: string;
            address: string | null;
            userAgent: string | null;
            isCurrent: boolean;
          }[];
        };
      };
    };
    /** List live offers. */
    '/v1/offers': {
      query?: {
        cursor?: string | undefined;
        limit?: number | undefined;
        agentId?: string | undefined;
      };
      answers: {
        200: {
          items: {
            id: string;
            conversationId: string;
            transferId: string | null;
            ticketId: string;
            departmentId: string;
            channelKind: string;
            contact: {
              id: string;
              name: string | null;
            } | null;
            agentId: string;
            state: string;
            offeredAt: string;
            expiresAt: string;
            note: string | null;
            form: Record<string, string | number | boolean | null>;
            receipt: {
              history: 'full' | 'from_here' | 'summary' | 'none';
              messages: {
                from: number;
                to: number;
              } | null;
              note: boolean;
              draft: boolean;
              redacted: ('card' | 'security_code' | 'national_id')[];
              attributes: string[];
              form: string[];
              tags: string[];
              files: number;
              sla: 'carried' | 'restarted' | 'paused';
              heldBack: {
                what: string;
                why: string;
              }[];
            } | null;
          }[];
          nextCursor: string | null;
        };
      };
    };
    /** List queues with how many wait, and how long. */
    '/v1/queues': {
      query?: {
        cursor?: string | undefined;
        limit?: number | undefined;
        departmentId?: string | undefined;
        channelKind?: 'webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice' | undefined;
      };
      answers: {
        200: {
          items: {
            id: string;
            name: string;
            departmentId: string;
            distribution: string;
            priority: number;
            length: number;
            lengthMax: number | null;
            oldestQueuedAt: string | null;
            oldestTicketId: string | null;
            wait: {
              lowSeconds: number | null;
              highSeconds: number | null;
              basis: 'place' | 'queue' | 'line' | 'default' | 'accepts' | null;
              reason: 'closed' | 'nobody_online' | 'few_accepts' | 'not_shown' | null;
              accepts: number | null;
            };
          }[];
          nextCursor: string | null;
        };
      };
    };
    /** Read a queue. */
    '/v1/queues/{id}': {
      path: {
        id: string;
      };
      query?: {
        channelKind?: 'webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice' | undefined;
      };
      answers: {
        200: {
          id: string;
          name: string;
          departmentId: string;
          distribution: string;
          priority: number;
          length: number;
          lengthMax: number | null;
          oldestQueuedAt: string | null;
          oldestTicketId: string | null;
          wait: {
            lowSeconds: number | null;
            highSeconds: number | null;
            basis: 'place' | 'queue' | 'line' | 'default' | 'accepts' | null;
            reason: 'closed' | 'nobody_online' | 'few_accepts' | 'not_shown' | null;
            accepts: number | null;
          };
          reasons: Record<string, number>;
          waiting: {
            ticketId: string;
            conversationId: string;
            position: number;
            priority: number;
            queuedAt: string | null;
            waitUntil: string | null;
            offeredTo: string | null;
            reason: {
              code: 'offered' | 'transfer_pending' | 'taken_by_hand' | 'nobody_permitted' | 'nobody_skilled' | 'nobody_online' | 'nobody_online_skilled' | 'nobody_free' | 'waits_for_agent' | 'all_asked' | 'next';
              sentence: string;
              until: string | null;
            };
          }[];
        };
      };
    };
    /** Find contacts, tickets and messages. */
    '/v1/search': {
      query: {
        q: string;
      };
      answers: {
        200: {
          contacts: {
            id: string;
            name: string | null;
            attributes: Record<string, string | number | boolean | null>;
            addresses: {
              channelKind: string;
              address: string;
            }[];
            createdAt: string;
          }[];
          ticketIds: string[];
          messages: {
            id: string;
            conversationId: string;
            sequence: number;
            ticketId: string;
            direction: 'inbound' | 'outbound' | 'note' | 'consult' | 'whisper';
            spokeAs: 'consultant' | 'participant' | 'supervisor' | null;
            erasedAt: string | null;
            author: {
              kind: string;
              id: string;
              throughKey?: string;
            };
            automatic: boolean;
            text: string;
            fileIds: string[];
            externalId: string | null;
            at: string;
          }[];
          complete: boolean;
        };
      };
    };
    /** List the secrets that flows may use. */
    '/v1/secrets': {
      answers: {
        200: {
          items: {
            name: string;
            createdAt: string;
          }[];
        };
      };
    };
    /** List segments. */
    '/v1/segments': {
      query?: {
        cursor?: string | undefined;
        limit?: number | undefined;
        ticketId?: string | undefined;
        conversationId?: string | undefined;
        agentId?: string | undefined;
      };
      answers: {
        200: {
          items: {
            id: string;
            conversationId: string;
            ticketId: string;
            departmentId: string;
            owner: {
              kind: 'queue' | 'agent' | 'flow' | 'external';
              id: string;
            };
            startedAt: string;
            endedAt: string | null;
            endReason: string | null;
            wrapUpUntil: string | null;
            wrapUpEndedAt: string | null;
            wrapUpExtensions: number;
            disposition: string | null;
            dispositionName: string | null;
            wrapUpNote: string | null;
          }[];
          nextCursor: string | null;
        };
      };
    };
    /** What the page of signing in needs. */
    '/v1/sign-in': {
      answers: {
        200: {
          needsSetup: boolean;
          organizationName?: string;
          providers: {
            id: string;
            name: string;
          }[];
          mailsLinks: boolean;
          demo: {
            people: {
              name: string;
              role: string;
              email: string;
              password: string;
            }[];
            widgetKey?: string;
          } | null;
        };
      };
    };
    /** Go to a provider to sign in. */
    '/v1/sign-in/oidc/{provider}': {
      path: {
        provider: string;
      };
      answers: {
        302: unknown;
      };
    };
    /** Come back from a provider. */
    '/v1/sign-in/oidc/{provider}/callback': {
      path: {
        provider: string;
      };
      query?: {
        code?: string | undefined;
        state?: string | undefined;
        error?: string | undefined;
        iss?: string | undefined;
      };
      answers: {
        302: unknown;
      };
    };
    /** Shows what is open, with the cursor from which to follow. */
    '/v1/snapshot': {
      query?: {
        after?: string | undefined;
        limit?: number | undefined;
      };
      answers: {
        200: unknown;
      };
    };
    /** List the statuses that can be chosen. */
    '/v1/statuses': {
      answers: {
        200: {
          items: {
            id: string;
            name: string;
            presence: 'online' | 'away' | 'offline';
            channels: 'all' | string[];
          }[];
        };
      };
    };
    /** List tickets. */
    '/v1/tickets': {
      query?: {
        cursor?: string | undefined;
        limit?: number | undefined;
        state?: 'open' | 'closed' | 'moved' | 'merged' | undefined;
        departmentId?: string | undefined;
        conversationId?: string | undefined;
        ownerKind?: 'queue' | 'agent' | 'flow' | 'external' | undefined;
        ownerId?: string | undefined;
      };
      answers: {
        200: {
          items: {
            id: string;
            conversationId: string;
            departmentId: string;
            state: 'open' | 'closed' | 'moved' | 'merged';
            version: number;
            accountId: string;
            channelKind: string;
            contactId: string;
            owner: {
              kind: 'queue' | 'agent' | 'flow' | 'external';
              id: string;
            } | null;
            ownershipVersion: number | null;
            pendingTransferId: string | null;
            queuedAt: string | null;
            priority: number;
            previousTicketId: string | null;
            nextTicketId: string | null;
            fromMessage: number;
            toMessage: number | null;
            historyFrom: number;
            history: 'full' | 'from_here' | 'summary' | 'none';
            redact: ('card' | 'security_code' | 'national_id')[];
            onHold: boolean;
            snoozedUntil: string | null;
            attributes: Record<string, string | number | boolean | null>;
            tags: string[];
            form: Record<string, string | number | boolean | null>;
            slaStartedAt: string;
            slaPausedAt: string | null;
            openedAt: string;
            openedBy: string;
            reopenedAt: string | null;
            closedAt: string | null;
            closeReason: string | null;
          }[];
          nextCursor: string | null;
        };
      };
    };
    /** Read a ticket. */
    '/v1/tickets/{id}': {
      path: {
        id: string;
      };
      answers: {
        200: {
          id: string;
          conversationId: string;
          departmentId: string;
          state: 'open' | 'closed' | 'moved' | 'merged';
          version: number;
          accountId: string;
          channelKind: string;
          contactId: string;
          owner: {
            kind: 'queue' | 'agent' | 'flow' | 'external';
            id: string;
          } | null;
          ownershipVersion: number | null;
          pendingTransferId: string | null;
          queuedAt: string | null;
          priority: number;
          previousTicketId: string | null;
          nextTicketId: string | null;
          fromMessage: number;
          toMessage: number | null;
          historyFrom: number;
          history: 'full' | 'from_here' | 'summary' | 'none';
          redact: ('card' | 'security_code' | 'national_id')[];
          onHold: boolean;
          snoozedUntil: string | null;
          attributes: Record<string, string | number | boolean | null>;
          tags: string[];
          form: Record<string, string | number | boolean | null>;
          slaStartedAt: string;
          slaPausedAt: string | null;
          openedAt: string;
          openedBy: string;
          reopenedAt: string | null;
          closedAt: string | null;
          closeReason: string | null;
          waiting: {
            queueId: string;
            position: number;
            since: string | null;
            wait: {
              lowSeconds: number | null;
              highSeconds: number | null;
              basis: 'place' | 'queue' | 'line' | 'default' | 'accepts' | null;
              reason: 'closed' | 'nobody_online' | 'few_accepts' | 'not_shown' | null;
              accepts: number | null;
            };
          } | null;
        };
      };
    };
    /** Read the summary of what was before a ticket. */
    '/v1/tickets/{id}/summary': {
      path: {
        id: string;
      };
      answers: {
        200: {
          ticketId: string;
          fromMessage: number;
          toMessage: number;
          messages: {
            customer: number;
            agent: number;
            automatic: number;
          };
          departments: string[];
          firstWords: string | null;
          lastWords: string | null;
          form: string[];
          startedAt: string | null;
          durationSeconds: number;
        };
      };
    };
    /** Where a ticket may go. */
    '/v1/tickets/{id}/transfer-targets': {
      path: {
        id: string;
      };
      query?: {
        cursor?: string | undefined;
        limit?: number | undefined;
        kind?: 'agent' | 'queue' | 'department' | 'flow' | 'external' | undefined;
        q?: string | undefined;
        departmentId?: string | undefined;
      };
      answers: {
        200: {
          items: {
            target: {
              kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
              id: string;
              departmentId?: string;
            };
            name: string;
            departmentId: string | null;
            departmentName: string | null;
            isMove: boolean;
            allowed: boolean;
            step: string | null;
            refusal: {
              code: string;
              until?: string;
              alternatives: {
                kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
                id: string;
                departmentId?: string;
              }[];
              data: Record<string, unknown>;
            } | null;
            warnings: {
              code: string;
              data: Record<string, unknown>;
            }[];
            presence: string | null;
            status: string | null;
            load: {
              used: number;
              capacity: number | null;
              percent: number | null;
            } | null;
            isOpen: boolean;
            opensAt: string | null;
            wait: {
              lowSeconds: number | null;
              highSeconds: number | null;
              basis: 'place' | 'queue' | 'line' | 'default' | 'accepts' | null;
              reason: 'closed' | 'nobody_online' | 'few_accepts' | 'not_shown' | null;
              accepts: number | null;
            } | null;
          }[];
          nextCursor: string | null;
        };
      };
    };
    /** List transfer batches. */
    '/v1/transfer-batches': {
      query?: {
        cursor?: string | undefined;
        limit?: number | undefined;
      };
      answers: {
        200: {
          items: {
            id: string;
            state: 'scheduled' | 'running' | 'done' | 'cancelled';
            target: {
              kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
              id: string;
              departmentId?: string;
            };
            note: string | null;
            reason: string | null;
            requestedBy: {
              kind: string;
              id: string;
              throughKey?: string;
            };
            runAt: string;
            createdAt: string;
            cancelledAt: string | null;
            doneAt: string | null;
            total: number;
            handedOver: number;
            refused: number;
            gone: number;
            remaining: number;
          }[];
          nextCursor: string | null;
        };
      };
    };
    /** Read a transfer batch. */
    '/v1/transfer-batches/{id}': {
      path: {
        id: string;
      };
      answers: {
        200: {
          id: string;
          state: 'scheduled' | 'running' | 'done' | 'cancelled';
          target: {
            kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
            id: string;
            departmentId?: string;
          };
          note: string | null;
          reason: string | null;
          requestedBy: {
            kind: string;
            id: string;
            throughKey?: string;
          };
          runAt: string;
          createdAt: string;
          cancelledAt: string | null;
          doneAt: string | null;
          total: number;
          handedOver: number;
          refused: number;
          gone: number;
          remaining: number;
        };
      };
    };
    /** List the tickets of a transfer batch. */
    '/v1/transfer-batches/{id}/items': {
      path: {
        id: string;
      };
      query?: {
        cursor?: string | undefined;
        limit?: number | undefined;
      };
      answers: {
        200: {
          items: {
            ticketId: string;
            judged: string;
            state: 'handed_over' | 'refused' | 'gone' | null;
            code: string | null;
            transferId: string | null;
            at: string | null;
          }[];
          nextCursor: string | null;
        };
      };
    };
    /** List transfers. */
    '/v1/transfers': {
      query?: {
        cursor?: string | undefined;
        limit?: number | undefined;
        conversationId?: string | undefined;
        ticketId?: string | undefined;
        state?: 'refused' | 'waiting' | 'consulting' | 'offered' | 'completed' | 'cancelled' | 'returned' | 'fell_back' | 'failed' | undefined;
      };
      answers: {
        200: {
          items: {
            id: string;
            conversationId: string;
            ticketId: string;
            newTicketId: string | null;
            state: 'refused' | 'waiting' | 'consulting' | 'offered' | 'completed' | 'cancelled' | 'returned' | 'fell_back' | 'failed';
            mode: 'cold' | 'warm';
            from: {
              departmentId: string;
              owner: {
                kind: 'queue' | 'agent' | 'flow' | 'external';
                id: string;
              };
            };
            target: {
              kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
              id: string;
              departmentId?: string;
            };
            currentTarget: {
              kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
              id: string;
              departmentId?: string;
            };
            toDepartmentId: string;
            release: 'on_accept' | 'now';
            requestedBy: {
              kind: string;
              id: string;
              throughKey?: string;
            };
            note: string | null;
            draft: string | null;
            session: {
              accountId: string;
              channelKind: string;
              address: string;
            } | null;
            batchId: string | null;
            reason: string | null;
            outcome: string | null;
            requestedAt: string;
            expiresAt: string | null;
            endedAt: string | null;
            receipt: {
              history: 'full' | 'from_here' | 'summary' | 'none';
              messages: {
                from: number;
                to: number;
              } | null;
              note: boolean;
              draft: boolean;
              redacted: ('card' | 'security_code' | 'national_id')[];
              attributes: string[];
              form: string[];
              tags: string[];
              files: number;
              sla: 'carried' | 'restarted' | 'paused';
              heldBack: {
                what: string;
                why: string;
              }[];
            };
          }[];
          nextCursor: string | null;
        };
      };
    };
    /** Read a transfer. */
    '/v1/transfers/{id}': {
      path: {
        id: string;
      };
      answers: {
        200: {
          id: string;
          conversationId: string;
          ticketId: string;
          newTicketId: string | null;
          state: 'refused' | 'waiting' | 'consulting' | 'offered' | 'completed' | 'cancelled' | 'returned' | 'fell_back' | 'failed';
          mode: 'cold' | 'warm';
          from: {
            departmentId: string;
            owner: {
              kind: 'queue' | 'agent' | 'flow' | 'external';
              id: string;
            };
          };
          target: {
            kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
            id: string;
            departmentId?: string;
          };
          currentTarget: {
            kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
            id: string;
            departmentId?: string;
          };
          toDepartmentId: string;
          release: 'on_accept' | 'now';
          requestedBy: {
            kind: string;
            id: string;
            throughKey?: string;
          };
          note: string | null;
          draft: string | null;
          session: {
            accountId: string;
            channelKind: string;
            address: string;
          } | null;
          batchId: string | null;
          reason: string | null;
          outcome: string | null;
          requestedAt: string;
          expiresAt: string | null;
          endedAt: string | null;
          receipt: {
            history: 'full' | 'from_here' | 'summary' | 'none';
            messages: {
              from: number;
              to: number;
            } | null;
            note: boolean;
            draft: boolean;
            redacted: ('card' | 'security_code' | 'national_id')[];
            attributes: string[];
            form: string[];
            tags: string[];
            files: number;
            sla: 'carried' | 'restarted' | 'paused';
            heldBack: {
              what: string;
              why: string;
            }[];
          };
        };
      };
    };
    /** List agents with how they sign in. */
    '/v1/users': {
      query?: {
        cursor?: string | undefined;
        limit?: number | undefined;
      };
      answers: {
        200: {
          items: {
            agentId: string;
            name: string;
            role: 'agent' | 'supervisor' | 'administrator';
            email: string | null;
            hasSignIn: boolean;
            secondFactor: boolean;
            invitedUntil: string | null;
          }[];
          nextCursor: string | null;
        };
      };
    };
    /** Follows a visitor’s conversation, as server-sent events. */
    '/v1/webchat/{key}/events': {
      path: {
        key: string;
      };
      answers: {
        200: unknown;
      };
    };
    /** Gives a visitor a file of their conversation. */
    '/v1/webchat/{key}/files/{id}': {
      path: {
        key: string;
        id: string;
      };
      answers: {
        200: unknown;
      };
    };
    /** Shows a visitor’s conversation. */
    '/v1/webchat/{key}/messages': {
      path: {
        key: string;
      };
      query?: {
        after?: string | undefined;
        before?: string | undefined;
      };
      answers: {
        200: {
          conversation: {
            id: string;
            status: 'open' | 'closed';
          } | null;
          view: {
            phase: 'waiting' | 'served' | 'closed';
            agent: string | null;
            department: string | null;
            to: {
              department: string | null;
              isSame: boolean;
            } | null;
          } | null;
          entries: {
            kind: 'message';
            cursor: string;
            id: string;
            from: 'visitor' | 'agent' | 'automatic';
            name: string | null;
            text: string;
            files: {
              id: string;
              name: string;
              mediaType: string;
              bytes: number;
            }[];
            at: string;
          } | {
            kind: 'turn';
            cursor: string;
            code: 'waiting' | 'bringing' | 'served' | 'back' | 'closed' | 'reopened';
            view: {
              phase: 'waiting' | 'served' | 'closed';
              agent: string | null;
              department: string | null;
              to: {
                department: string | null;
                isSame: boolean;
              } | null;
            };
            at: string;
          }[];
          cursor: string | null;
          older: string | null;
          reset: boolean;
        };
      };
    };
  };
  post: {
    /** Invite somebody to sign in as an agent. */
    '/v1/agents/{id}/invitation': {
      path: {
        id: string;
      };
      body: {
        email: string;
      };
      answers: {
        201: {
          url: string | null;
          expiresAt: string;
          mailed: boolean;
        };
      };
    };
    /** Make a link by which an agent sets a new password. */
    '/v1/agents/{id}/password-reset': {
      path: {
        id: string;
      };
      body?: Record<string, never>;
      answers: {
        201: {
          url: string | null;
          expiresAt: string;
          mailed: boolean;
        };
      };
    };
    /** Say that an agent is still there. */
    '/v1/agents/{id}/presence/heartbeat': {
      path: {
        id: string;
      };
      body?: {
        device?: string;
        leaseSeconds?: number;
      };
      answers: {
        200: {
          agentId: string;
          presence: 'online' | 'away' | 'offline';
          status: string | null;
          since: string;
          leased: boolean;
          restored: boolean;
        };
      };
    };
    /** Say that you see to an alert. */
    '/v1/alerts/{id}/acknowledge': {
      path: {
        id: string;
      };
      answers: {
        200: {
          id: string;
          alert: string;
          text: string;
          conversationId: string | null;
          ticketId: string | null;
          departmentId: string | null;
          flowId: string | null;
          people: string[];
          told: string[];
          raisedAt: string;
          acknowledgedBy: string | null;
          acknowledgedAt: string | null;
        };
      };
    };
    /** Make an API key. */
    '/v1/api-keys': {
      body: {
        name: string;
        scopes: ('conversation.start' | 'conversation.close' | 'conversation.reply' | 'message.receive' | 'transfer.request' | 'transfer.cancel_any' | 'transfer.override' | 'transfer.to_flow' | 'transfer.to_external' | 'transfer.as_assistant' | 'ticket.take' | 'ticket.take_over' | 'ticket.read_all' | 'ticket.supervise' | 'ticket.reroute' | 'ticket.merge' | 'presence.set_any' | 'agent.override_capacity' | 'agent.assign' | 'configuration.read' | 'configuration.write' | 'events.read' | 'keys.manage' | 'users.manage' | 'transcript.export' | 'audit.read' | 'message.erase' | 'act_as')[];
        expiresAt?: string;
      };
      answers: {
        201: {
          id: string;
          name: string;
          scopes: string[];
          createdAt: string;
          expiresAt: string | null;
          apiKey: string | null;
        };
      };
    };
    /** Make a signing secret of a channel account. */
    '/v1/channel-accounts/{id}/secrets': {
      path: {
        id: string;
      };
      body?: Record<string, never>;
      answers: {
        201: {
          accountId: string;
          id: string;
          createdAt: string;
          secret: string | null;
        };
      };
    };
    /** What is probably not meant in a configuration. */
    '/v1/configuration/lint': {
      body?: {
        document?: Record<string, unknown>;
      };
      answers: {
        200: {
          findings: {
            code: 'no_way_out' | 'no_way_in' | 'bot_only_without_way_out' | 'fallback_not_allowed' | 'rule_never_matches' | 'rule_without_effect' | 'rule_swallowed' | 'opens_everything';
            departmentId: string;
            row: number | null;
            sentence: string;
          }[];
          more: boolean;
        };
      };
    };
    /** What applying a configuration would change. */
    '/v1/configuration/plan': {
      body?: {
        profile?: 'glassix' | 'salesforce' | 'singlecomm' | 'respond' | 'flex' | 'baton';
        settings?: {
          transfers?: 'on' | 'off';
          boundary?: 'rules' | 'program' | 'none';
          assistantRowsExempt?: boolean;
          targetKinds?: ('agent' | 'queue' | 'department' | 'flow' | 'external')[];
          externalNeedsPartnerRouting?: boolean;
          notes?: 'off' | 'optional' | 'required';
          reason?: 'optional' | 'required';
          mayCancel?: boolean;
          release?: 'on_accept' | 'now' | 'on_accept_now_if_full';
          history?: 'full' | 'from_here' | 'summary' | 'none';
          historyInside?: 'full' | 'from_here' | 'summary' | 'none';
          redact?: ('card' | 'security_code' | 'national_id')[];
          redactOnlyValidCards?: boolean;
          transferNotice?: string;
          attributesThatTravel?: 'all' | 'form_only' | string[];
          slaClock?: 'carry' | 'restart' | 'pause';
          acceptance?: 'offer' | 'assign';
          mayDeclineTransfer?: boolean;
          mayDeclineQueueWork?: boolean;
          offerTimeoutSeconds?: number;
          whenFull?: 'refuse' | 'wait' | 'next' | 'ask';
          whenOffline?: 'refuse' | 'wait' | 'ask';
          whenClosed?: 'refuse' | 'wait' | 'next' | 'ask';
          waitLimitSeconds?: number;
          directToAgent?: boolean;
          needsAgentOnline?: boolean;
          missingSkill?: 'warn' | 'refuse';
          blockedTargets?: 'hidden' | 'shown';
          waitShown?: 'always' | 'after_ten_accepts' | 'never';
          warmTransfer?: boolean;
          crossChannel?: boolean;
          automaticHopsMax?: number;
          wrapUpSeconds?: number;
          wrapUpHoldsSlot?: boolean;
          wrapUpExtensionSeconds?: number;
          disposition?: 'optional' | 'required';
          retentionDays?: number;
          whenAgentLeaves?: 'requeue' | 'keep' | 'fallback';
          absenceGraceSeconds?: number;
          channelUnits?: {
            webchat?: number;
            email?: number;
            whatsapp?: number;
            messenger?: number;
            instagram?: number;
            sms?: number;
            telegram?: number;
            line?: number;
            voice?: number;
          };
          priorityAgeingSeconds?: number;
          askAgainSeconds?: number;
          missedOffersMax?: number;
          missedOffersPresence?: 'away' | 'offline';
          handlingSeconds?: number;
        };
        programs?: {
          id: string;
          name?: string;
        }[];
        departments?: {
          id: string;
          name?: string;
          program?: string | null;
          hours?: {
            zone: string;
            weekly: {
              mon?: string[][];
              tue?: string[][];
              wed?: string[][];
              thu?: string[][];
              fri?: string[][];
              sat?: string[][];
              sun?: string[][];
            };
            holidays?: string[];
            overrides?: Record<string, string[][]>;
          } | null;
          accepting?: boolean;
          channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
          defaultQueue?: string;
          fallback?: {
            kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
            id: string;
            departmentId?: string;
          }[];
          moveRules?: {
            label?: string | null;
            channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
            destinations?: 'all' | string[];
            actors?: 'all' | ('agent' | 'key' | 'flow' | 'assistant' | 'external' | 'contact' | 'system')[];
            contact?: Record<string, string | number | boolean> | null;
            history?: 'full' | 'from_here' | 'summary' | 'none' | null;
            redact?: ('card' | 'security_code' | 'national_id')[];
            assistant?: boolean;
            flows?: 'all' | string[];
            exemptFromMoveRules?: boolean;
          }[];
          receiveRules?: {
            channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
            origins?: 'all' | string[];
          }[];
          settings?: {
            transfers?: 'on' | 'off';
            boundary?: 'rules' | 'program' | 'none';
            assistantRowsExempt?: boolean;
            targetKinds?: ('agent' | 'queue' | 'department' | 'flow' | 'external')[];
            externalNeedsPartnerRouting?: boolean;
            notes?: 'off' | 'optional' | 'required';
            reason?: 'optional' | 'required';
            mayCancel?: boolean;
            release?: 'on_accept' | 'now' | 'on_accept_now_if_full';
            history?: 'full' | 'from_here' | 'summary' | 'none';
            historyInside?: 'full' | 'from_here' | 'summary' | 'none';
            redact?: ('card' | 'security_code' | 'national_id')[];
            redactOnlyValidCards?: boolean;
            transferNotice?: string;
            attributesThatTravel?: 'all' | 'form_only' | string[];
            slaClock?: 'carry' | 'restart' | 'pause';
            acceptance?: 'offer' | 'assign';
            mayDeclineTransfer?: boolean;
            mayDeclineQueueWork?: boolean;
            offerTimeoutSeconds?: number;
            whenFull?: 'refuse' | 'wait' | 'next' | 'ask';
            whenOffline?: 'refuse' | 'wait' | 'ask';
            whenClosed?: 'refuse' | 'wait' | 'next' | 'ask';
            waitLimitSeconds?: number;
            directToAgent?: boolean;
            needsAgentOnline?: boolean;
            missingSkill?: 'warn' | 'refuse';
            blockedTargets?: 'hidden' | 'shown';
            waitShown?: 'always' | 'after_ten_accepts' | 'never';
            warmTransfer?: boolean;
            crossChannel?: boolean;
            automaticHopsMax?: number;
            wrapUpSeconds?: number;
            wrapUpHoldsSlot?: boolean;
            wrapUpExtensionSeconds?: number;
            disposition?: 'optional' | 'required';
            retentionDays?: number;
            whenAgentLeaves?: 'requeue' | 'keep' | 'fallback';
            absenceGraceSeconds?: number;
            channelUnits?: {
              webchat?: number;
              email?: number;
              whatsapp?: number;
              messenger?: number;
              instagram?: number;
              sms?: number;
              telegram?: number;
              line?: number;
              voice?: number;
            };
            priorityAgeingSeconds?: number;
            askAgainSeconds?: number;
            missedOffersMax?: number;
            missedOffersPresence?: 'away' | 'offline';
            handlingSeconds?: number;
          };
          dispositions?: {
            id: string;
            name?: string;
            marksTransfer?: boolean;
          }[];
          addresses?: {
            channel: 'webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice';
            address: string;
          }[];
          botOnly?: boolean;
          knownTo?: string[] | null;
          duty?: string[];
        }[];
        queues?: {
          id: string;
          name?: string;
          department: string;
          distribution?: 'push' | 'pull';
          skills?: string[];
          skillLevels?: Record<string, number>;
          relaxation?: {
            afterSeconds: number;
            drop?: string[];
            lowerBy?: number;
          }[];
          strategy?: 'longest_idle' | 'round_robin' | 'least_open' | 'most_free' | 'best_skilled';
          acceptance?: 'offer' | 'assign' | null;
          preferLastAgentSeconds?: number;
          assignmentsMax?: {
            count: number;
            seconds: number;
          } | null;
          whenClosed?: 'wait' | 'fallback';
          whenFull?: 'wait' | 'fallback';
          priority?: number;
          offerTimeoutSeconds?: number | null;
          lengthMax?: number | null;
          waitSecondsMax?: number | null;
          fallback?: {
            kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
            id: string;
            departmentId?: string;
          }[];
        }[];
        skills?: {
          id: string;
          name?: string;
        }[];
        statuses?: {
          id: string;
          name?: string;
          presence?: 'online' | 'away' | 'offline';
          channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
        }[];
        agents?: {
          id: string;
          name?: string;
          role?: 'agent' | 'supervisor' | 'administrator';
          grant?: ('conversation.start' | 'conversation.close' | 'conversation.reply' | 'message.receive' | 'transfer.request' | 'transfer.cancel_any' | 'transfer.override' | 'transfer.to_flow' | 'transfer.to_external' | 'transfer.as_assistant' | 'ticket.take' | 'ticket.take_over' | 'ticket.read_all' | 'ticket.supervise' | 'ticket.reroute' | 'ticket.merge' | 'presence.set_any' | 'agent.override_capacity' | 'agent.assign' | 'configuration.read' | 'configuration.write' | 'events.read' | 'keys.manage' | 'users.manage' | 'transcript.export' | 'audit.read' | 'message.erase')[];
          deny?: ('conversation.start' | 'conversation.close' | 'conversation.reply' | 'message.receive' | 'transfer.request' | 'transfer.cancel_any' | 'transfer.override' | 'transfer.to_flow' | 'transfer.to_external' | 'transfer.as_assistant' | 'ticket.take' | 'ticket.take_over' | 'ticket.read_all' | 'ticket.supervise' | 'ticket.reroute' | 'ticket.merge' | 'presence.set_any' | 'agent.override_capacity' | 'agent.assign' | 'configuration.read' | 'configuration.write' | 'events.read' | 'keys.manage' | 'users.manage' | 'transcript.export' | 'audit.read' | 'message.erase')[];
          departments?: string[];
          channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
          capacity?: {
            total?: number | null;
            perChannel?: {
              webchat?: number;
              email?: number;
              whatsapp?: number;
              messenger?: number;
              instagram?: number;
              sms?: number;
              telegram?: number;
              line?: number;
              voice?: number;
            };
            interruptible?: ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
          };
          skills?: string[];
          skillLevels?: Record<string, number>;
        }[];
        accounts?: {
          id: string;
          name?: string;
          type?: 'custom' | 'webchat';
          kind: 'webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice';
          entry: {
            department: string;
            queue?: string | null;
            flow?: string | null;
          };
          reopenWindowSeconds?: number;
          deliveryUrl?: string | null;
          transferable?: boolean;
          partnerRouted?: boolean;
          address?: string | null;
          history?: 'full' | 'from_here' | 'summary' | 'none' | null;
          allowedOrigins?: string[] | null;
          greeting?: string | null;
          preChat?: {
            id: string;
            label?: string;
            required?: boolean;
          }[];
          locale?: string | null;
          theme?: 'auto' | 'light' | 'dark';
        }[];
        flows?: {
          id: string;
          name?: string;
          department?: string | null;
          published?: boolean;
          greeting?: string;
          returnTo?: string | null;
          duty?: string[];
          triggers?: {
            kind: 'conversation_opened';
            sources?: ('contact' | 'reopened' | 'agent' | 'api' | 'flow' | 'import')[];
            accounts?: 'all' | string[];
            channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
            departments?: 'all' | string[];
            when?: Record<string, never> | null;
          } | {
            kind: 'conversation_closed';
            accounts?: 'all' | string[];
            channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
            departments?: 'all' | string[];
            when?: Record<string, never> | null;
          } | {
            kind: 'message_received';
            accounts?: 'all' | string[];
            channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
            departments?: 'all' | string[];
            when?: Record<string, never> | null;
          } | {
            kind: 'assignment_changed';
            to?: ('agent' | 'queue' | 'flow' | 'external')[];
            accounts?: 'all' | string[];
            channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
            departments?: 'all' | string[];
            when?: Record<string, never> | null;
          } | {
            kind: 'transfer_ended';
            outcomes?: ('completed' | 'refused' | 'returned' | 'fell_back' | 'cancelled' | 'failed')[];
            accounts?: 'all' | string[];
            channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
            departments?: 'all' | string[];
            when?: Record<string, never> | null;
          } | {
            kind: 'queue_wait_passed';
            queues?: 'all' | string[];
            seconds?: number;
            accounts?: 'all' | string[];
            channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
            departments?: 'all' | string[];
            when?: Record<string, never> | null;
          } | {
            kind: 'tag_changed';
            tags?: 'all' | string[];
            accounts?: 'all' | string[];
            channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
            departments?: 'all' | string[];
            when?: Record<string, never> | null;
          } | {
            kind: 'field_changed';
            fields?: 'all' | string[];
            accounts?: 'all' | string[];
            channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
            departments?: 'all' | string[];
            when?: Record<string, never> | null;
          } | {
            kind: 'presence_changed';
            to?: ('online' | 'away' | 'offline')[];
            departments?: 'all' | string[];
          } | {
            kind: 'schedule';
            zone?: string;
            weekdays?: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[];
            times: string[];
            each?: 'conversation' | 'none';
            departments?: 'all' | string[];
            when?: Record<string, never> | null;
          } | {
            kind: 'webhook';
            when?: Record<string, never> | null;
          } | {
            kind: 'flow';
            when?: Record<string, never> | null;
          }[];
          start?: string;
          steps?: {
            id: string;
            kind: 'send_message';
            name?: string | null;
            next?: Record<string, string>;
            text: string;
          } | {
            id: string;
            kind: 'ask';
            name?: string | null;
            next?: Record<string, string>;
            text: string;
            answer?: 'text' | 'number' | 'email' | 'phone' | 'date' | 'rating' | 'yes_no' | 'choice';
            options?: {
              id: string;
              label: string;
            }[];
            portPerOption?: boolean;
            saveAs?: string;
            field?: {
              scope: 'ticket' | 'shared' | 'contact';
              name: string;
            } | null;
            retries?: number;
            retryText?: string;
            skipWords?: string[];
            timeoutSeconds?: number;
          } | {
            id: string;
            kind: 'assign';
            name?: string | null;
            next?: Record<string, string>;
            who?: 'agent' | 'team' | 'nobody';
            agent?: string | null;
            team?: string | null;
            strategy?: 'longest_idle' | 'round_robin' | 'least_open' | 'most_free' | 'best_skilled';
            onlyOnline?: boolean;
            excludeEarlier?: boolean;
            note?: string;
          } | {
            id: string;
            kind: 'branch';
            name?: string | null;
            next?: Record<string, string>;
            branches: {
              id: string;
              name?: string | null;
              when: Record<string, never>;
            }[];
          } | {
            id: string;
            kind: 'update_tag';
            name?: string | null;
            next?: Record<string, string>;
            scope?: 'ticket' | 'shared';
            add?: string[];
            remove?: string[];
          } | {
            id: string;
            kind: 'update_field';
            name?: string | null;
            next?: Record<string, string>;
            field: {
              scope: 'ticket' | 'shared' | 'contact';
              name: string;
            };
            value?: string | null;
          } | {
            id: string;
            kind: 'open';
            name?: string | null;
            next?: Record<string, string>;
          } | {
            id: string;
            kind: 'close';
            name?: string | null;
            next?: Record<string, string>;
            disposition?: string | null;
            reason?: string;
          } | {
            id: string;
            kind: 'comment';
            name?: string | null;
            next?: Record<string, string>;
            text: string;
          } | {
            id: string;
            kind: 'jump';
            name?: string | null;
            next?: Record<string, string>;
            times?: number;
          } | {
            id: string;
            kind: 'wait';
            name?: string | null;
            next?: Record<string, string>;
            seconds?: number;
            hours?: 'always' | 'business';
            until?: 'time' | 'opening';
            on?: {
              reply?: 'ignore' | 'end' | 'port' | 'pause';
              message?: 'ignore' | 'end' | 'port' | 'pause';
              transfer?: 'ignore' | 'end' | 'port' | 'pause';
              hold?: 'ignore' | 'end' | 'port' | 'pause';
              close?: 'ignore' | 'end' | 'port' | 'pause';
              merge?: 'ignore' | 'end' | 'port' | 'pause';
            };
          } | {
            id: string;
            kind: 'date_time';
            name?: string | null;
            next?: Record<string, string>;
            mode?: 'business_hours' | 'times' | 'dates';
            department?: string | null;
            zone?: string;
            weekdays?: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[];
            from?: string;
            to?: string;
            firstDate?: string | null;
            lastDate?: string | null;
          } | {
            id: string;
            kind: 'http_request';
            name?: string | null;
            next?: Record<string, string>;
            method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
            url: string;
            headers?: {
              name: string;
              value: string;
            }[];
            body?: string;
            timeoutSeconds?: number;
            retries?: number;
            save?: {
              from: string;
              as: string;
            }[];
          } | {
            id: string;
            kind: 'trigger_flow';
            name?: string | null;
            next?: Record<string, string>;
            flow: string;
          } | {
            id: string;
            kind: 'sheet_row';
            name?: string | null;
            next?: Record<string, string>;
            spreadsheet: string;
            range?: string;
            values: string[];
            secret: string;
          } | {
            id: string;
            kind: 'ai_agent';
            name?: string | null;
            next?: Record<string, string>;
            endpoint: string;
            model: string;
            secret?: string | null;
            instructions: string;
            tools?: ('hand_over' | 'resolve' | 'update_field' | 'add_tag')[];
            fields?: string[];
            tags?: string[];
            turns?: number;
            timeoutSeconds?: number;
            idleSeconds?: number;
          } | {
            id: string;
            kind: 'transfer';
            name?: string | null;
            next?: Record<string, string>;
            target: {
              kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
              id: string;
              departmentId?: string;
            };
            note?: string;
            reason?: string;
            release?: 'on_accept' | 'now' | null;
            whenBlocked?: 'refuse' | 'wait' | 'next' | 'deliver_when_back' | null;
          } | {
            id: string;
            kind: 'consult';
            name?: string | null;
            next?: Record<string, string>;
            target: {
              kind: 'agent' | 'external';
              id: string;
              departmentId?: string;
            };
            question: string;
            timeoutSeconds?: number;
            saveAs?: string;
          } | {
            id: string;
            kind: 'flag_supervisor';
            name?: string | null;
            next?: Record<string, string>;
            text: string;
          } | {
            id: string;
            kind: 'alert';
            name?: string | null;
            next?: Record<string, string>;
            people?: string[];
            text: string;
            repeatSeconds?: number;
          }[];
        }[];
        externals?: {
          id: string;
          name?: string;
          kind?: 'webhook' | 'sip' | 'telephone' | 'email';
          enabled?: boolean;
          url?: string | null;
          address?: string | null;
          answerSeconds?: number;
          silenceSeconds?: number;
          watchingQueue?: string | null;
        }[];
        retire?: {
          departments?: Record<string, string>;
          queues?: Record<string, string>;
          agents?: Record<string, string>;
          accounts?: Record<string, string>;
          flows?: Record<string, string>;
          externals?: Record<string, string>;
        };
      };
      answers: {
        200: {
          version: number;
          adds: {
            kind: string;
            id: string;
            name: string;
          }[];
          changes: {
            kind: string;
            id: string;
            name: string;
            fields: {
              field: string;
              before: unknown;
              after: unknown;
            }[];
          }[];
          retires: {
            kind: string;
            id: string;
            name: string;
            successor: string | null;
          }[];
          unchanged: number;
          opens: Record<string, unknown>;
        };
      };
    };
    /** Who could send what where. */
    '/v1/configuration/simulate': {
      body?: {
        from?: string;
        to?: string;
        channel?: 'webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice';
        actorKind?: 'agent' | 'key' | 'flow' | 'assistant' | 'external' | 'contact' | 'system';
        contact?: Record<string, string | number | boolean | null>;
        document?: Record<string, unknown>;
      };
      answers: {
        200: {
          moves: {
            from: string;
            to: string;
            channel: 'webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice';
            allowed: boolean;
            openness: 'closed' | 'assistants' | 'conditional' | 'open';
            allowedBy: {
              kind: 'no_boundary' | 'program' | 'move_rule' | 'assistant_mapping';
              row?: number;
              label?: string | null;
            } | null;
            refusedBy: string | null;
            history: 'full' | 'from_here' | 'summary' | 'none' | null;
            redact: ('card' | 'security_code' | 'national_id')[];
          }[];
          more: boolean;
          exceptions: {
            from: string;
            row: number;
            label: string | null;
            channels: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
            destinations: 'all' | string[];
            flows: 'all' | string[];
            holds: boolean;
          }[];
        };
      };
    };
    /** Go back to a version of the configuration. */
    '/v1/configuration/versions/{version}/restore': {
      path: {
        version: string;
      };
      body?: {
        retire?: {
          departments?: Record<string, string>;
          queues?: Record<string, string>;
          agents?: Record<string, string>;
          accounts?: Record<string, string>;
          flows?: Record<string, string>;
          externals?: Record<string, string>;
        };
      };
      answers: {
        200: {
          version: number;
          changed: boolean;
          adds: number;
          changes: number;
          retires: number;
          unchanged: number;
        };
      };
    };
    /** Give a contact one more address. */
    '/v1/contacts/{id}/addresses': {
      path: {
        id: string;
      };
      body: {
        channelKind: 'webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice';
        address: string;
      };
      answers: {
        201: {
          contactId: string;
          channelKind: string;
          address: string;
        };
      };
    };
    /** Start a conversation. */
    '/v1/conversations': {
      body: {
        accountId: string;
        threadKey?: string;
        contact: {
          address: string;
          name?: string;
          attributes?: Record<string, string | number | boolean | null>;
        };
        owner?: {
          kind: 'queue' | 'department' | 'agent';
          id: string;
          departmentId?: string;
        };
        form?: Record<string, string | number | boolean | null>;
        attributes?: Record<string, string | number | boolean | null>;
        tags?: string[];
      };
      answers: {
        200: {
          id: string;
          ticketId: string;
          contactId: string;
          opened: boolean;
        };
        201: {
          id: string;
          ticketId: string;
          contactId: string;
          opened: boolean;
        };
      };
    };
    /** Go on through another channel account. */
    '/v1/conversations/{id}/channel': {
      path: {
        id: string;
      };
      body: {
        accountId: string;
        address: string;
        consent: boolean;
      };
      answers: {
        200: {
          conversationId: string;
          ticketId: string;
          ticketVersion: number;
          accountId: string;
          channelKind: string;
        };
      };
    };
    /** Send a reply or add a note. */
    '/v1/conversations/{id}/messages': {
      path: {
        id: string;
      };
      body: {
        kind?: 'reply' | 'note' | 'consult' | 'whisper';
        text: string;
        fileIds?: string[];
        ownershipVersion?: number;
      };
      answers: {
        201: {
          id: string;
          conversationId: string;
          ticketId: string;
          sequence: number;
        };
      };
    };
    /** Erase a message for good. */
    '/v1/conversations/{id}/messages/{sequence}/erase': {
      path: {
        id: string;
        sequence: string;
      };
      body?: Record<string, never>;
      answers: {
        200: {
          id: string;
          conversationId: string;
          sequence: number;
          erasedAt: string;
        };
      };
    };
    /** Receives a word of a contact outside. */
    '/v1/external/{organizationId}/{externalId}': {
      path: {
        organizationId: string;
        externalId: string;
      };
      body: {
        type: 'accept' | 'decline' | 'message' | 'consult' | 'return';
        transferId?: string;
        conversationId?: string;
        text?: string;
        messageId?: string;
        reason?: string;
      };
      answers: {
        200: {
          conversationId: string | null;
          ticketId: string | null;
          transferId: string | null;
          state: string | null;
          messageId: string | null;
        };
      };
    };
    /** Make a signing secret of a contact outside. */
    '/v1/externals/{id}/secrets': {
      path: {
        id: string;
      };
      body?: Record<string, never>;
      answers: {
        201: {
          externalId: string;
          id: string;
          createdAt: string;
          secret: string | null;
        };
      };
    };
    /** Stores a file. */
    '/v1/files': {
      query: {
        name: string;
      };
      answers: {
        201: {
          id: string;
          name: string;
          mediaType: string;
          bytes: number;
          sha256: string;
          conversationId: string | null;
          createdAt: string;
        };
      };
    };
    /** Makes a link to a file that expires. */
    '/v1/files/{id}/links': {
      path: {
        id: string;
      };
      body?: {
        expiresInSeconds?: number;
      };
      answers: {
        201: {
          url: string;
          expiresAt: string;
        };
      };
    };
    /** Sets a flow off. */
    '/v1/flow-hooks/{organizationId}/{flowId}': {
      path: {
        organizationId: string;
        flowId: string;
      };
      body?: {
        conversationId?: string;
        data?: Record<string, string | number | boolean>;
      };
      answers: {
        200: {
          runId: string | null;
        };
      };
    };
    /** Fill in a template. */
    '/v1/flow-templates/{id}/fill': {
      path: {
        id: string;
      };
      body?: {
        answers?: Record<string, string | number>;
      };
      answers: {
        200: {
          entry: Record<string, unknown>;
        };
      };
    };
    /** What speaks against publishing a flow. */
    '/v1/flows/check': {
      body: {
        entry: Record<string, unknown>;
      };
      answers: {
        200: {
          problems: {
            path: string;
            code: string;
            message: string;
          }[];
        };
      };
    };
    /** Try a flow without doing anything. */
    '/v1/flows/dry-run': {
      body: {
        entry: Record<string, unknown>;
        conversationId?: string;
        sample?: {
          account?: string;
          name?: string;
          form?: Record<string, never>;
          contact?: Record<string, never>;
          at?: string;
          online?: string[];
        };
        script?: {
          afterSeconds: number;
          what: 'message' | 'reply' | 'hold' | 'resume' | 'close' | 'decline' | 'accept' | 'go_offline' | 'come_online';
          text?: string;
          agent?: string;
        }[];
      };
      answers: {
        200: {
          outcome: string | null;
          owner: {
            kind: string;
            id: string;
          } | null;
          steps: {
            atSeconds: number;
            stepId: string;
            kind: string;
            port: string;
            code: string | null;
          }[];
          happened: {
            atSeconds: number;
            kind: string;
            text: string | null;
            by: string | null;
          }[];
          endedAtSeconds: number;
        };
      };
    };
    /** Publish a flow. */
    '/v1/flows/{id}/publish': {
      path: {
        id: string;
      };
      body?: {
        entry?: Record<string, unknown>;
        revision?: number;
      };
      answers: {
        200: {
          id: string;
          version: number;
          changed: boolean;
        };
      };
    };
    /** Make a signing secret for the calls that set a flow off. */
    '/v1/flows/{id}/secrets': {
      path: {
        id: string;
      };
      body?: Record<string, never>;
      answers: {
        201: {
          flowId: string;
          id: string;
          createdAt: string;
          secret: string | null;
        };
      };
    };
    /** Stop a flow. */
    '/v1/flows/{id}/stop': {
      path: {
        id: string;
      };
      answers: {
        200: {
          id: string;
          version: number;
          changed: boolean;
        };
      };
    };
    /** Receives a customer’s message on a custom account. */
    '/v1/inbound/{organizationId}/{accountId}': {
      path: {
        organizationId: string;
        accountId: string;
      };
      body: {
        type: 'message';
        thread: string;
        from: {
          address: string;
          name?: string;
        };
        messageId: string;
        text: string;
        files?: {
          name: string;
          mediaType: string;
          content: string;
        }[];
        form?: Record<string, string | number | boolean | null>;
        participants?: {
          channel: 'webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice';
          address: string;
        }[];
      };
      answers: {
        200: {
          id: string;
          conversationId: string;
          ticketId: string;
          sequence: number;
        };
      };
    };
    /** Accept an invitation. */
    '/v1/invitations/{token}': {
      path: {
        token: string;
      };
      body?: {
        name?: string;
        password?: string;
      };
      answers: {
        200: {
          secondFactor: boolean;
        };
      };
    };
    /** Begin to set up a second factor. */
    '/v1/me/second-factor': {
      body: {
        password: string;
      };
      answers: {
        200: {
          uri: string;
          secret: string;
          backupCodes: string[];
        };
      };
    };
    /** Confirm the second factor by a code. */
    '/v1/me/second-factor/confirm': {
      body: {
        code: string;
      };
      answers: {
        204: unknown;
      };
    };
    /** Accept an offer. */
    '/v1/offers/{id}/accept': {
      path: {
        id: string;
      };
      body?: {
        ticketVersion?: number;
      };
      answers: {
        200: {
          offerId: string | null;
          conversationId: string;
          ticketId: string;
          ticketVersion: number;
          transfer: {
            id: string;
            conversationId: string;
            ticketId: string;
            newTicketId: string | null;
            state: 'refused' | 'waiting' | 'consulting' | 'offered' | 'completed' | 'cancelled' | 'returned' | 'fell_back' | 'failed';
            mode: 'cold' | 'warm';
            from: {
              departmentId: string;
              owner: {
                kind: 'queue' | 'agent' | 'flow' | 'external';
                id: string;
              };
            };
            target: {
              kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
              id: string;
              departmentId?: string;
            };
            currentTarget: {
              kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
              id: string;
              departmentId?: string;
            };
            toDepartmentId: string;
            release: 'on_accept' | 'now';
            requestedBy: {
              kind: string;
              id: string;
              throughKey?: string;
            };
            session: {
              accountId: string;
              channelKind: string;
              address: string;
            } | null;
            batchId: string | null;
            reason: string | null;
            outcome: string | null;
            requestedAt: string;
            expiresAt: string | null;
            endedAt: string | null;
            receipt: {
              history: 'full' | 'from_here' | 'summary' | 'none';
              messages: {
                from: number;
                to: number;
              } | null;
              note: boolean;
              draft: boolean;
              redacted: ('card' | 'security_code' | 'national_id')[];
              attributes: string[];
              form: string[];
              tags: string[];
              files: number;
              sla: 'carried' | 'restarted' | 'paused';
              heldBack: {
                what: string;
                why: string;
              }[];
            };
          } | null;
        };
      };
    };
    /** Decline an offer. */
    '/v1/offers/{id}/decline': {
      path: {
        id: string;
      };
      body?: {
        reason?: string;
      };
      answers: {
        200: {
          offerId: string | null;
          conversationId: string;
          ticketId: string;
          ticketVersion: number;
          transfer: {
            id: string;
            conversationId: string;
            ticketId: string;
            newTicketId: string | null;
            state: 'refused' | 'waiting' | 'consulting' | 'offered' | 'completed' | 'cancelled' | 'returned' | 'fell_back' | 'failed';
            mode: 'cold' | 'warm';
            from: {
              departmentId: string;
              owner: {
                kind: 'queue' | 'agent' | 'flow' | 'external';
                id: string;
              };
            };
            target: {
              kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
              id: string;
              departmentId?: string;
            };
            currentTarget: {
              kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
              id: string;
              departmentId?: string;
            };
            toDepartmentId: string;
            release: 'on_accept' | 'now';
            requestedBy: {
              kind: string;
              id: string;
              throughKey?: string;
            };
            session: {
              accountId: string;
              channelKind: string;
              address: string;
            } | null;
            batchId: string | null;
            reason: string | null;
            outcome: string | null;
            requestedAt: string;
            expiresAt: string | null;
            endedAt: string | null;
            receipt: {
              history: 'full' | 'from_here' | 'summary' | 'none';
              messages: {
                from: number;
                to: number;
              } | null;
              note: boolean;
              draft: boolean;
              redacted: ('card' | 'security_code' | 'national_id')[];
              attributes: string[];
              form: string[];
              tags: string[];
              files: number;
              sla: 'carried' | 'restarted' | 'paused';
              heldBack: {
                what: string;
                why: string;
              }[];
            };
          } | null;
        };
      };
    };
    /** Make an organization. */
    '/v1/organizations': {
      body: {
        name: string;
      };
      answers: {
        201: {
          id: string;
          name: string;
          createdAt: string;
          apiKey: string | null;
          keyId: string;
        };
      };
    };
    /** Ask for a link to set a new password. */
    '/v1/password/forgot': {
      body: {
        email: string;
      };
      answers: {
        202: unknown;
      };
    };
    /** Set a new password by a link. */
    '/v1/password/reset': {
      body: {
        token: string;
        password: string;
      };
      answers: {
        204: unknown;
      };
    };
    /** Give a wrap-up more time. */
    '/v1/segments/{id}/wrap-up/extend': {
      path: {
        id: string;
      };
      body?: Record<string, never>;
      answers: {
        200: {
          id: string;
          conversationId: string;
          ticketId: string;
          departmentId: string;
          owner: {
            kind: 'queue' | 'agent' | 'flow' | 'external';
            id: string;
          };
          startedAt: string;
          endedAt: string | null;
          endReason: string | null;
          wrapUpUntil: string | null;
          wrapUpEndedAt: string | null;
          wrapUpExtensions: number;
          disposition: string | null;
          dispositionName: string | null;
          wrapUpNote: string | null;
        };
      };
    };
    /** Sign in by address and password. */
    '/v1/sign-in': {
      body: {
        email: string;
        password: string;
      };
      answers: {
        200: {
          secondFactor: boolean;
        };
      };
    };
    /** Answer with a code. */
    '/v1/sign-in/second-factor': {
      body: {
        code: string;
      };
      answers: {
        200: {
          secondFactor: boolean;
        };
      };
    };
    /** Make the first organization and its administrator. */
    '/v1/sign-in/setup': {
      body: {
        token: string;
        organizationName: string;
        name: string;
        email: string;
        password: string;
      };
      answers: {
        200: {
          secondFactor: boolean;
        };
      };
    };
    /** Sign out. */
    '/v1/sign-out': {
      answers: {
        204: unknown;
      };
    };
    /** Close a ticket. */
    '/v1/tickets/{id}/close': {
      path: {
        id: string;
      };
      body?: {
        reason?: string;
        disposition?: string;
      };
      answers: {
        200: {
          conversationId: string;
          ticketId: string;
          ticketVersion: number;
        };
      };
    };
    /** Ask a supervisor for help. */
    '/v1/tickets/{id}/help': {
      path: {
        id: string;
      };
      body: {
        message: string;
      };
      answers: {
        200: {
          conversationId: string;
          ticketId: string;
          ticketVersion: number;
        };
      };
    };
    /** Take down the flag. */
    '/v1/tickets/{id}/help/clear': {
      path: {
        id: string;
      };
      body?: Record<string, never>;
      answers: {
        200: {
          conversationId: string;
          ticketId: string;
          ticketVersion: number;
        };
      };
    };
    /** Put a ticket on hold. */
    '/v1/tickets/{id}/hold': {
      path: {
        id: string;
      };
      body?: Record<string, never>;
      answers: {
        200: {
          conversationId: string;
          ticketId: string;
          ticketVersion: number;
        };
      };
    };
    /** Merge a ticket into another one. */
    '/v1/tickets/{id}/merge': {
      path: {
        id: string;
      };
      body: {
        into: string;
      };
      answers: {
        200: {
          conversationId: string;
          ticketId: string;
          ticketVersion: number;
        };
      };
    };
    /** Invite a colleague. */
    '/v1/tickets/{id}/parties': {
      path: {
        id: string;
      };
      body: {
        agentId: string;
      };
      answers: {
        201: {
          conversationId: string;
          ticketId: string;
          party: {
            who: {
              kind: 'agent' | 'external';
              id: string;
            };
            role: 'consultant' | 'participant' | 'supervisor';
            joined: boolean;
            present: boolean;
            transferId: string | null;
            since: string;
          } | null;
        };
      };
    };
    /** Change what a waiting ticket waits for. */
    '/v1/tickets/{id}/reroute': {
      path: {
        id: string;
      };
      body?: {
        queueId?: string;
        priority?: number;
        skills?: string[];
        preferredAgentId?: string | null;
        preferredSeconds?: number;
        reason?: string;
      };
      answers: {
        200: {
          conversationId: string;
          ticketId: string;
          ticketVersion: number;
        };
      };
    };
    /** Take a ticket off hold. */
    '/v1/tickets/{id}/resume': {
      path: {
        id: string;
      };
      body?: Record<string, never>;
      answers: {
        200: {
          conversationId: string;
          ticketId: string;
          ticketVersion: number;
        };
      };
    };
    /** Take a ticket back from a contact outside. */
    '/v1/tickets/{id}/return': {
      path: {
        id: string;
      };
      body?: {
        reason?: string;
      };
      answers: {
        200: {
          conversationId: string;
          ticketId: string;
          ticketVersion: number;
        };
      };
    };
    /** Snooze a ticket. */
    '/v1/tickets/{id}/snooze': {
      path: {
        id: string;
      };
      body: {
        until: string;
      };
      answers: {
        200: {
          conversationId: string;
          ticketId: string;
          ticketVersion: number;
        };
      };
    };
    /** Take a ticket oneself. */
    '/v1/tickets/{id}/take': {
      path: {
        id: string;
      };
      body?: Record<string, never>;
      answers: {
        200: {
          conversationId: string;
          ticketId: string;
          ticketVersion: number;
        };
      };
    };
    /** Hand a ticket over. */
    '/v1/tickets/{id}/transfers': {
      path: {
        id: string;
      };
      body: {
        target: {
          kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
          id: string;
          departmentId?: string;
        };
        mode?: 'cold' | 'warm';
        note?: string;
        reason?: string;
        release?: 'on_accept' | 'now';
        whenBlocked?: 'refuse' | 'wait' | 'next' | 'deliver_when_back';
        override?: boolean;
        accountId?: string;
        address?: string;
        consent?: boolean;
        draft?: string;
        waitUntil?: string;
      };
      answers: {
        201: {
          id: string;
          conversationId: string;
          ticketId: string;
          newTicketId: string | null;
          state: 'refused' | 'waiting' | 'consulting' | 'offered' | 'completed' | 'cancelled' | 'returned' | 'fell_back' | 'failed';
          mode: 'cold' | 'warm';
          from: {
            departmentId: string;
            owner: {
              kind: 'queue' | 'agent' | 'flow' | 'external';
              id: string;
            };
          };
          target: {
            kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
            id: string;
            departmentId?: string;
          };
          currentTarget: {
            kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
            id: string;
            departmentId?: string;
          };
          toDepartmentId: string;
          release: 'on_accept' | 'now';
          requestedBy: {
            kind: string;
            id: string;
            throughKey?: string;
          };
          session: {
            accountId: string;
            channelKind: string;
            address: string;
          } | null;
          batchId: string | null;
          reason: string | null;
          outcome: string | null;
          requestedAt: string;
          expiresAt: string | null;
          endedAt: string | null;
          receipt: {
            history: 'full' | 'from_here' | 'summary' | 'none';
            messages: {
              from: number;
              to: number;
            } | null;
            note: boolean;
            draft: boolean;
            redacted: ('card' | 'security_code' | 'national_id')[];
            attributes: string[];
            form: string[];
            tags: string[];
            files: number;
            sla: 'carried' | 'restarted' | 'paused';
            heldBack: {
              what: string;
              why: string;
            }[];
          };
          offerId: string | null;
          ticketVersion: number;
        };
      };
    };
    /** What would be answered to a transfer, and why. */
    '/v1/tickets/{id}/transfers/explain': {
      path: {
        id: string;
      };
      body: {
        target: {
          kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
          id: string;
          departmentId?: string;
        };
        mode?: 'cold' | 'warm';
        note?: string;
        reason?: string;
        release?: 'on_accept' | 'now';
        whenBlocked?: 'refuse' | 'wait' | 'next' | 'deliver_when_back';
        override?: boolean;
        accountId?: string;
        address?: string;
        consent?: boolean;
        draft?: string;
        waitUntil?: string;
      };
      answers: {
        200: {
          allowed: boolean;
          step: string | null;
          target: {
            kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
            id: string;
            departmentId?: string;
          } | null;
          isMove: boolean | null;
          toDepartmentId: string | null;
          refusal: {
            code: string;
            until?: string;
            alternatives: {
              kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
              id: string;
              departmentId?: string;
            }[];
            data: Record<string, unknown>;
          } | null;
          receipt: {
            history: 'full' | 'from_here' | 'summary' | 'none';
            messages: {
              from: number;
              to: number;
            } | null;
            note: boolean;
            draft: boolean;
            redacted: ('card' | 'security_code' | 'national_id')[];
            attributes: string[];
            form: string[];
            tags: string[];
            files?: number;
            sla: 'carried' | 'restarted' | 'paused';
            heldBack: {
              what: string;
              why: string;
            }[];
          } | null;
          warnings: {
            code: string;
            data: Record<string, unknown>;
          }[];
          checks: {
            code: string;
            group: string;
            outcome: 'passed' | 'failed' | 'not_applicable';
            settledBy?: 'wait' | 'next' | 'override';
            data?: Record<string, unknown>;
            until?: string;
            alternatives?: {
              kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
              id: string;
              departmentId?: string;
            }[];
          }[];
        };
      };
    };
    /** Take up a snoozed ticket. */
    '/v1/tickets/{id}/wake': {
      path: {
        id: string;
      };
      body?: Record<string, never>;
      answers: {
        200: {
          conversationId: string;
          ticketId: string;
          ticketVersion: number;
        };
      };
    };
    /** Hand many tickets over, or hand over later. */
    '/v1/transfer-batches': {
      body: {
        ticketIds?: string[];
        ownerAgentId?: string;
        queueId?: string;
        request: {
          target: {
            kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
            id: string;
            departmentId?: string;
          };
          note?: string;
          reason?: string;
          release?: 'on_accept' | 'now';
          whenBlocked?: 'refuse' | 'wait' | 'next' | 'deliver_when_back';
          waitUntil?: string;
        };
        runAt?: string;
      };
      answers: {
        201: {
          id: string;
          state: 'scheduled' | 'running' | 'done' | 'cancelled';
          target: {
            kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
            id: string;
            departmentId?: string;
          };
          note: string | null;
          reason: string | null;
          requestedBy: {
            kind: string;
            id: string;
            throughKey?: string;
          };
          runAt: string;
          createdAt: string;
          cancelledAt: string | null;
          doneAt: string | null;
          total: number;
          handedOver: number;
          refused: number;
          gone: number;
          remaining: number;
          judged: {
            ticketId: string;
            answer: string;
          }[];
        };
      };
    };
    /** Cancel a transfer batch. */
    '/v1/transfer-batches/{id}/cancel': {
      path: {
        id: string;
      };
      body?: Record<string, never>;
      answers: {
        200: {
          id: string;
          state: 'scheduled' | 'running' | 'done' | 'cancelled';
          target: {
            kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
            id: string;
            departmentId?: string;
          };
          note: string | null;
          reason: string | null;
          requestedBy: {
            kind: string;
            id: string;
            throughKey?: string;
          };
          runAt: string;
          createdAt: string;
          cancelledAt: string | null;
          doneAt: string | null;
          total: number;
          handedOver: number;
          refused: number;
          gone: number;
          remaining: number;
        };
      };
    };
    /** Accept an offer. */
    '/v1/transfers/{id}/accept': {
      path: {
        id: string;
      };
      body?: {
        ticketVersion?: number;
      };
      answers: {
        200: {
          offerId: string | null;
          conversationId: string;
          ticketId: string;
          ticketVersion: number;
          transfer: {
            id: string;
            conversationId: string;
            ticketId: string;
            newTicketId: string | null;
            state: 'refused' | 'waiting' | 'consulting' | 'offered' | 'completed' | 'cancelled' | 'returned' | 'fell_back' | 'failed';
            mode: 'cold' | 'warm';
            from: {
              departmentId: string;
              owner: {
                kind: 'queue' | 'agent' | 'flow' | 'external';
                id: string;
              };
            };
            target: {
              kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
              id: string;
              departmentId?: string;
            };
            currentTarget: {
              kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
              id: string;
              departmentId?: string;
            };
            toDepartmentId: string;
            release: 'on_accept' | 'now';
            requestedBy: {
              kind: string;
              id: string;
              throughKey?: string;
            };
            session: {
              accountId: string;
              channelKind: string;
              address: string;
            } | null;
            batchId: string | null;
            reason: string | null;
            outcome: string | null;
            requestedAt: string;
            expiresAt: string | null;
            endedAt: string | null;
            receipt: {
              history: 'full' | 'from_here' | 'summary' | 'none';
              messages: {
                from: number;
                to: number;
              } | null;
              note: boolean;
              draft: boolean;
              redacted: ('card' | 'security_code' | 'national_id')[];
              attributes: string[];
              form: string[];
              tags: string[];
              files: number;
              sla: 'carried' | 'restarted' | 'paused';
              heldBack: {
                what: string;
                why: string;
              }[];
            };
          } | null;
        };
      };
    };
    /** Cancel a pending transfer. */
    '/v1/transfers/{id}/cancel': {
      path: {
        id: string;
      };
      body?: Record<string, never>;
      answers: {
        200: {
          id: string;
          conversationId: string;
          ticketId: string;
          newTicketId: string | null;
          state: 'refused' | 'waiting' | 'consulting' | 'offered' | 'completed' | 'cancelled' | 'returned' | 'fell_back' | 'failed';
          mode: 'cold' | 'warm';
          from: {
            departmentId: string;
            owner: {
              kind: 'queue' | 'agent' | 'flow' | 'external';
              id: string;
            };
          };
          target: {
            kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
            id: string;
            departmentId?: string;
          };
          currentTarget: {
            kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
            id: string;
            departmentId?: string;
          };
          toDepartmentId: string;
          release: 'on_accept' | 'now';
          requestedBy: {
            kind: string;
            id: string;
            throughKey?: string;
          };
          session: {
            accountId: string;
            channelKind: string;
            address: string;
          } | null;
          batchId: string | null;
          reason: string | null;
          outcome: string | null;
          requestedAt: string;
          expiresAt: string | null;
          endedAt: string | null;
          receipt: {
            history: 'full' | 'from_here' | 'summary' | 'none';
            messages: {
              from: number;
              to: number;
            } | null;
            note: boolean;
            draft: boolean;
            redacted: ('card' | 'security_code' | 'national_id')[];
            attributes: string[];
            form: string[];
            tags: string[];
            files: number;
            sla: 'carried' | 'restarted' | 'paused';
            heldBack: {
              what: string;
              why: string;
            }[];
          };
          offerId: string | null;
          ticketVersion: number;
        };
      };
    };
    /** Complete a warm transfer. */
    '/v1/transfers/{id}/complete': {
      path: {
        id: string;
      };
      body?: Record<string, never>;
      answers: {
        200: {
          id: string;
          conversationId: string;
          ticketId: string;
          newTicketId: string | null;
          state: 'refused' | 'waiting' | 'consulting' | 'offered' | 'completed' | 'cancelled' | 'returned' | 'fell_back' | 'failed';
          mode: 'cold' | 'warm';
          from: {
            departmentId: string;
            owner: {
              kind: 'queue' | 'agent' | 'flow' | 'external';
              id: string;
            };
          };
          target: {
            kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
            id: string;
            departmentId?: string;
          };
          currentTarget: {
            kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
            id: string;
            departmentId?: string;
          };
          toDepartmentId: string;
          release: 'on_accept' | 'now';
          requestedBy: {
            kind: string;
            id: string;
            throughKey?: string;
          };
          session: {
            accountId: string;
            channelKind: string;
            address: string;
          } | null;
          batchId: string | null;
          reason: string | null;
          outcome: string | null;
          requestedAt: string;
          expiresAt: string | null;
          endedAt: string | null;
          receipt: {
            history: 'full' | 'from_here' | 'summary' | 'none';
            messages: {
              from: number;
              to: number;
            } | null;
            note: boolean;
            draft: boolean;
            redacted: ('card' | 'security_code' | 'national_id')[];
            attributes: string[];
            form: string[];
            tags: string[];
            files: number;
            sla: 'carried' | 'restarted' | 'paused';
            heldBack: {
              what: string;
              why: string;
            }[];
          };
          offerId: string | null;
          ticketVersion: number;
        };
      };
    };
    /** Decline an offer. */
    '/v1/transfers/{id}/decline': {
      path: {
        id: string;
      };
      body?: {
        reason?: string;
      };
      answers: {
        200: {
          offerId: string | null;
          conversationId: string;
          ticketId: string;
          ticketVersion: number;
          transfer: {
            id: string;
            conversationId: string;
            ticketId: string;
            newTicketId: string | null;
            state: 'refused' | 'waiting' | 'consulting' | 'offered' | 'completed' | 'cancelled' | 'returned' | 'fell_back' | 'failed';
            mode: 'cold' | 'warm';
            from: {
              departmentId: string;
              owner: {
                kind: 'queue' | 'agent' | 'flow' | 'external';
                id: string;
              };
            };
            target: {
              kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
              id: string;
              departmentId?: string;
            };
            currentTarget: {
              kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
              id: string;
              departmentId?: string;
            };
            toDepartmentId: string;
            release: 'on_accept' | 'now';
            requestedBy: {
              kind: string;
              id: string;
              throughKey?: string;
            };
            session: {
              accountId: string;
              channelKind: string;
              address: string;
            } | null;
            batchId: string | null;
            reason: string | null;
            outcome: string | null;
            requestedAt: string;
            expiresAt: string | null;
            endedAt: string | null;
            receipt: {
              history: 'full' | 'from_here' | 'summary' | 'none';
              messages: {
                from: number;
                to: number;
              } | null;
              note: boolean;
              draft: boolean;
              redacted: ('card' | 'security_code' | 'national_id')[];
              attributes: string[];
              form: string[];
              tags: string[];
              files: number;
              sla: 'carried' | 'restarted' | 'paused';
              heldBack: {
                what: string;
                why: string;
              }[];
            };
          } | null;
        };
      };
    };
    /** Stores a visitor’s file. */
    '/v1/webchat/{key}/files': {
      path: {
        key: string;
      };
      query: {
        name: string;
      };
      answers: {
        201: {
          reference: string;
          id: string;
          name: string;
          mediaType: string;
          bytes: number;
        };
      };
    };
    /** Takes in what a visitor wrote. */
    '/v1/webchat/{key}/messages': {
      path: {
        key: string;
      };
      body: {
        id: string;
        text: string;
        fileIds?: string[];
        form?: Record<string, string | number | boolean | null>;
      };
      answers: {
        201: {
          id: string;
          conversation: {
            id: string;
            status: 'open' | 'closed';
          };
        };
      };
    };
    /** Begins or goes on with a visitor’s session. */
    '/v1/webchat/{key}/sessions': {
      path: {
        key: string;
      };
      body?: {
        token?: string;
        identity?: string;
        name?: string;
      };
      answers: {
        200: {
          token: string;
          identified: boolean;
          expiresAt: string | null;
          name: string | null;
          conversation: {
            id: string;
            status: 'open' | 'closed';
          } | null;
          account: {
            name: string;
            greeting: string | null;
            preChat: {
              id: string;
              label: string;
              required: boolean;
            }[];
            locale: string | null;
            theme: 'auto' | 'light' | 'dark';
          };
        };
      };
    };
  };
  put: {
    /** Set a capacity for now. */
    '/v1/agents/{id}/capacity': {
      path: {
        id: string;
      };
      body: {
        total: number | null;
        perChannel?: {
          webchat?: number;
          email?: number;
          whatsapp?: number;
          messenger?: number;
          instagram?: number;
          sms?: number;
          telegram?: number;
          line?: number;
          voice?: number;
        };
        interruptible?: ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
        reason?: string;
        until?: string | null;
      };
      answers: {
        200: {
          id: string;
          name: string;
          role: string;
          departments: string[];
          skills: string[];
          skillLevels: Record<string, number>;
          presence: 'online' | 'away' | 'offline';
          status: string | null;
          presenceSince: string;
          leased: boolean;
          lapsed: boolean;
          load: Record<string, number>;
          used: number;
          capacity: number | null;
          percent: number | null;
          capacityOverride: {
            total: number | null;
            perChannel: {
              webchat?: number;
              email?: number;
              whatsapp?: number;
              messenger?: number;
              instagram?: number;
              sms?: number;
              telegram?: number;
              line?: number;
              voice?: number;
            };
            interruptible: ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
            by: {
              kind: string;
              id: string;
              throughKey?: string;
            };
            at: string;
            reason: string | null;
            until: string | null;
          } | null;
        };
      };
    };
    /** Set an agent’s departments. */
    '/v1/agents/{id}/departments': {
      path: {
        id: string;
      };
      body: {
        departments: string[];
      };
      answers: {
        200: {
          version: number;
          changed: boolean;
          adds: number;
          changes: number;
          retires: number;
          unchanged: number;
        };
      };
    };
    /** Set a presence. */
    '/v1/agents/{id}/presence': {
      path: {
        id: string;
      };
      body?: {
        presence?: 'online' | 'away' | 'offline';
        status?: string;
        reason?: string;
        leaseSeconds?: number;
        device?: string;
      };
      answers: {
        200: {
          agentId: string;
          presence: 'online' | 'away' | 'offline';
          status: string | null;
          since: string;
          leased: boolean;
        };
      };
    };
    /** Set an agent’s skills. */
    '/v1/agents/{id}/skills': {
      path: {
        id: string;
      };
      body: {
        skills: string[];
        skillLevels?: Record<string, number>;
      };
      answers: {
        200: {
          version: number;
          changed: boolean;
          adds: number;
          changes: number;
          retires: number;
          unchanged: number;
        };
      };
    };
    /** Apply a configuration. */
    '/v1/configuration': {
      body?: {
        profile?: 'glassix' | 'salesforce' | 'singlecomm' | 'respond' | 'flex' | 'baton';
        settings?: {
          transfers?: 'on' | 'off';
          boundary?: 'rules' | 'program' | 'none';
          assistantRowsExempt?: boolean;
          targetKinds?: ('agent' | 'queue' | 'department' | 'flow' | 'external')[];
          externalNeedsPartnerRouting?: boolean;
          notes?: 'off' | 'optional' | 'required';
          reason?: 'optional' | 'required';
          mayCancel?: boolean;
          release?: 'on_accept' | 'now' | 'on_accept_now_if_full';
          history?: 'full' | 'from_here' | 'summary' | 'none';
          historyInside?: 'full' | 'from_here' | 'summary' | 'none';
          redact?: ('card' | 'security_code' | 'national_id')[];
          redactOnlyValidCards?: boolean;
          transferNotice?: string;
          attributesThatTravel?: 'all' | 'form_only' | string[];
          slaClock?: 'carry' | 'restart' | 'pause';
          acceptance?: 'offer' | 'assign';
          mayDeclineTransfer?: boolean;
          mayDeclineQueueWork?: boolean;
          offerTimeoutSeconds?: number;
          whenFull?: 'refuse' | 'wait' | 'next' | 'ask';
          whenOffline?: 'refuse' | 'wait' | 'ask';
          whenClosed?: 'refuse' | 'wait' | 'next' | 'ask';
          waitLimitSeconds?: number;
          directToAgent?: boolean;
          needsAgentOnline?: boolean;
          missingSkill?: 'warn' | 'refuse';
          blockedTargets?: 'hidden' | 'shown';
          waitShown?: 'always' | 'after_ten_accepts' | 'never';
          warmTransfer?: boolean;
          crossChannel?: boolean;
          automaticHopsMax?: number;
          wrapUpSeconds?: number;
          wrapUpHoldsSlot?: boolean;
          wrapUpExtensionSeconds?: number;
          disposition?: 'optional' | 'required';
          retentionDays?: number;
          whenAgentLeaves?: 'requeue' | 'keep' | 'fallback';
          absenceGraceSeconds?: number;
          channelUnits?: {
            webchat?: number;
            email?: number;
            whatsapp?: number;
            messenger?: number;
            instagram?: number;
            sms?: number;
            telegram?: number;
            line?: number;
            voice?: number;
          };
          priorityAgeingSeconds?: number;
          askAgainSeconds?: number;
          missedOffersMax?: number;
          missedOffersPresence?: 'away' | 'offline';
          handlingSeconds?: number;
        };
        programs?: {
          id: string;
          name?: string;
        }[];
        departments?: {
          id: string;
          name?: string;
          program?: string | null;
          hours?: {
            zone: string;
            weekly: {
              mon?: string[][];
              tue?: string[][];
              wed?: string[][];
              thu?: string[][];
              fri?: string[][];
              sat?: string[][];
              sun?: string[][];
            };
            holidays?: string[];
            overrides?: Record<string, string[][]>;
          } | null;
          accepting?: boolean;
          channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
          defaultQueue?: string;
          fallback?: {
            kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
            id: string;
            departmentId?: string;
          }[];
          moveRules?: {
            label?: string | null;
            channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
            destinations?: 'all' | string[];
            actors?: 'all' | ('agent' | 'key' | 'flow' | 'assistant' | 'external' | 'contact' | 'system')[];
            contact?: Record<string, string | number | boolean> | null;
            history?: 'full' | 'from_here' | 'summary' | 'none' | null;
            redact?: ('card' | 'security_code' | 'national_id')[];
            assistant?: boolean;
            flows?: 'all' | string[];
            exemptFromMoveRules?: boolean;
          }[];
          receiveRules?: {
            channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
            origins?: 'all' | string[];
          }[];
          settings?: {
            transfers?: 'on' | 'off';
            boundary?: 'rules' | 'program' | 'none';
            assistantRowsExempt?: boolean;
            targetKinds?: ('agent' | 'queue' | 'department' | 'flow' | 'external')[];
            externalNeedsPartnerRouting?: boolean;
            notes?: 'off' | 'optional' | 'required';
            reason?: 'optional' | 'required';
            mayCancel?: boolean;
            release?: 'on_accept' | 'now' | 'on_accept_now_if_full';
            history?: 'full' | 'from_here' | 'summary' | 'none';
            historyInside?: 'full' | 'from_here' | 'summary' | 'none';
            redact?: ('card' | 'security_code' | 'national_id')[];
            redactOnlyValidCards?: boolean;
            transferNotice?: string;
            attributesThatTravel?: 'all' | 'form_only' | string[];
            slaClock?: 'carry' | 'restart' | 'pause';
            acceptance?: 'offer' | 'assign';
            mayDeclineTransfer?: boolean;
            mayDeclineQueueWork?: boolean;
            offerTimeoutSeconds?: number;
            whenFull?: 'refuse' | 'wait' | 'next' | 'ask';
            whenOffline?: 'refuse' | 'wait' | 'ask';
            whenClosed?: 'refuse' | 'wait' | 'next' | 'ask';
            waitLimitSeconds?: number;
            directToAgent?: boolean;
            needsAgentOnline?: boolean;
            missingSkill?: 'warn' | 'refuse';
            blockedTargets?: 'hidden' | 'shown';
            waitShown?: 'always' | 'after_ten_accepts' | 'never';
            warmTransfer?: boolean;
            crossChannel?: boolean;
            automaticHopsMax?: number;
            wrapUpSeconds?: number;
            wrapUpHoldsSlot?: boolean;
            wrapUpExtensionSeconds?: number;
            disposition?: 'optional' | 'required';
            retentionDays?: number;
            whenAgentLeaves?: 'requeue' | 'keep' | 'fallback';
            absenceGraceSeconds?: number;
            channelUnits?: {
              webchat?: number;
              email?: number;
              whatsapp?: number;
              messenger?: number;
              instagram?: number;
              sms?: number;
              telegram?: number;
              line?: number;
              voice?: number;
            };
            priorityAgeingSeconds?: number;
            askAgainSeconds?: number;
            missedOffersMax?: number;
            missedOffersPresence?: 'away' | 'offline';
            handlingSeconds?: number;
          };
          dispositions?: {
            id: string;
            name?: string;
            marksTransfer?: boolean;
          }[];
          addresses?: {
            channel: 'webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice';
            address: string;
          }[];
          botOnly?: boolean;
          knownTo?: string[] | null;
          duty?: string[];
        }[];
        queues?: {
          id: string;
          name?: string;
          department: string;
          distribution?: 'push' | 'pull';
          skills?: string[];
          skillLevels?: Record<string, number>;
          relaxation?: {
            afterSeconds: number;
            drop?: string[];
            lowerBy?: number;
          }[];
          strategy?: 'longest_idle' | 'round_robin' | 'least_open' | 'most_free' | 'best_skilled';
          acceptance?: 'offer' | 'assign' | null;
          preferLastAgentSeconds?: number;
          assignmentsMax?: {
            count: number;
            seconds: number;
          } | null;
          whenClosed?: 'wait' | 'fallback';
          whenFull?: 'wait' | 'fallback';
          priority?: number;
          offerTimeoutSeconds?: number | null;
          lengthMax?: number | null;
          waitSecondsMax?: number | null;
          fallback?: {
            kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
            id: string;
            departmentId?: string;
          }[];
        }[];
        skills?: {
          id: string;
          name?: string;
        }[];
        statuses?: {
          id: string;
          name?: string;
          presence?: 'online' | 'away' | 'offline';
          channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
        }[];
        agents?: {
          id: string;
          name?: string;
          role?: 'agent' | 'supervisor' | 'administrator';
          grant?: ('conversation.start' | 'conversation.close' | 'conversation.reply' | 'message.receive' | 'transfer.request' | 'transfer.cancel_any' | 'transfer.override' | 'transfer.to_flow' | 'transfer.to_external' | 'transfer.as_assistant' | 'ticket.take' | 'ticket.take_over' | 'ticket.read_all' | 'ticket.supervise' | 'ticket.reroute' | 'ticket.merge' | 'presence.set_any' | 'agent.override_capacity' | 'agent.assign' | 'configuration.read' | 'configuration.write' | 'events.read' | 'keys.manage' | 'users.manage' | 'transcript.export' | 'audit.read' | 'message.erase')[];
          deny?: ('conversation.start' | 'conversation.close' | 'conversation.reply' | 'message.receive' | 'transfer.request' | 'transfer.cancel_any' | 'transfer.override' | 'transfer.to_flow' | 'transfer.to_external' | 'transfer.as_assistant' | 'ticket.take' | 'ticket.take_over' | 'ticket.read_all' | 'ticket.supervise' | 'ticket.reroute' | 'ticket.merge' | 'presence.set_any' | 'agent.override_capacity' | 'agent.assign' | 'configuration.read' | 'configuration.write' | 'events.read' | 'keys.manage' | 'users.manage' | 'transcript.export' | 'audit.read' | 'message.erase')[];
          departments?: string[];
          channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
          capacity?: {
            total?: number | null;
            perChannel?: {
              webchat?: number;
              email?: number;
              whatsapp?: number;
              messenger?: number;
              instagram?: number;
              sms?: number;
              telegram?: number;
              line?: number;
              voice?: number;
            };
            interruptible?: ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
          };
          skills?: string[];
          skillLevels?: Record<string, number>;
        }[];
        accounts?: {
          id: string;
          name?: string;
          type?: 'custom' | 'webchat';
          kind: 'webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice';
          entry: {
            department: string;
            queue?: string | null;
            flow?: string | null;
          };
          reopenWindowSeconds?: number;
          deliveryUrl?: string | null;
          transferable?: boolean;
          partnerRouted?: boolean;
          address?: string | null;
          history?: 'full' | 'from_here' | 'summary' | 'none' | null;
          allowedOrigins?: string[] | null;
          greeting?: string | null;
          preChat?: {
            id: string;
            label?: string;
            required?: boolean;
          }[];
          locale?: string | null;
          theme?: 'auto' | 'light' | 'dark';
        }[];
        flows?: {
          id: string;
          name?: string;
          department?: string | null;
          published?: boolean;
          greeting?: string;
          returnTo?: string | null;
          duty?: string[];
          triggers?: {
            kind: 'conversation_opened';
            sources?: ('contact' | 'reopened' | 'agent' | 'api' | 'flow' | 'import')[];
            accounts?: 'all' | string[];
            channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
            departments?: 'all' | string[];
            when?: Record<string, never> | null;
          } | {
            kind: 'conversation_closed';
            accounts?: 'all' | string[];
            channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
            departments?: 'all' | string[];
            when?: Record<string, never> | null;
          } | {
            kind: 'message_received';
            accounts?: 'all' | string[];
            channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
            departments?: 'all' | string[];
            when?: Record<string, never> | null;
          } | {
            kind: 'assignment_changed';
            to?: ('agent' | 'queue' | 'flow' | 'external')[];
            accounts?: 'all' | string[];
            channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
            departments?: 'all' | string[];
            when?: Record<string, never> | null;
          } | {
            kind: 'transfer_ended';
            outcomes?: ('completed' | 'refused' | 'returned' | 'fell_back' | 'cancelled' | 'failed')[];
            accounts?: 'all' | string[];
            channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
            departments?: 'all' | string[];
            when?: Record<string, never> | null;
          } | {
            kind: 'queue_wait_passed';
            queues?: 'all' | string[];
            seconds?: number;
            accounts?: 'all' | string[];
            channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
            departments?: 'all' | string[];
            when?: Record<string, never> | null;
          } | {
            kind: 'tag_changed';
            tags?: 'all' | string[];
            accounts?: 'all' | string[];
            channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
            departments?: 'all' | string[];
            when?: Record<string, never> | null;
          } | {
            kind: 'field_changed';
            fields?: 'all' | string[];
            accounts?: 'all' | string[];
            channels?: 'all' | ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
            departments?: 'all' | string[];
            when?: Record<string, never> | null;
          } | {
            kind: 'presence_changed';
            to?: ('online' | 'away' | 'offline')[];
            departments?: 'all' | string[];
          } | {
            kind: 'schedule';
            zone?: string;
            weekdays?: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[];
            times: string[];
            each?: 'conversation' | 'none';
            departments?: 'all' | string[];
            when?: Record<string, never> | null;
          } | {
            kind: 'webhook';
            when?: Record<string, never> | null;
          } | {
            kind: 'flow';
            when?: Record<string, never> | null;
          }[];
          start?: string;
          steps?: {
            id: string;
            kind: 'send_message';
            name?: string | null;
            next?: Record<string, string>;
            text: string;
          } | {
            id: string;
            kind: 'ask';
            name?: string | null;
            next?: Record<string, string>;
            text: string;
            answer?: 'text' | 'number' | 'email' | 'phone' | 'date' | 'rating' | 'yes_no' | 'choice';
            options?: {
              id: string;
              label: string;
            }[];
            portPerOption?: boolean;
            saveAs?: string;
            field?: {
              scope: 'ticket' | 'shared' | 'contact';
              name: string;
            } | null;
            retries?: number;
            retryText?: string;
            skipWords?: string[];
            timeoutSeconds?: number;
          } | {
            id: string;
            kind: 'assign';
            name?: string | null;
            next?: Record<string, string>;
            who?: 'agent' | 'team' | 'nobody';
            agent?: string | null;
            team?: string | null;
            strategy?: 'longest_idle' | 'round_robin' | 'least_open' | 'most_free' | 'best_skilled';
            onlyOnline?: boolean;
            excludeEarlier?: boolean;
            note?: string;
          } | {
            id: string;
            kind: 'branch';
            name?: string | null;
            next?: Record<string, string>;
            branches: {
              id: string;
              name?: string | null;
              when: Record<string, never>;
            }[];
          } | {
            id: string;
            kind: 'update_tag';
            name?: string | null;
            next?: Record<string, string>;
            scope?: 'ticket' | 'shared';
            add?: string[];
            remove?: string[];
          } | {
            id: string;
            kind: 'update_field';
            name?: string | null;
            next?: Record<string, string>;
            field: {
              scope: 'ticket' | 'shared' | 'contact';
              name: string;
            };
            value?: string | null;
          } | {
            id: string;
            kind: 'open';
            name?: string | null;
            next?: Record<string, string>;
          } | {
            id: string;
            kind: 'close';
            name?: string | null;
            next?: Record<string, string>;
            disposition?: string | null;
            reason?: string;
          } | {
            id: string;
            kind: 'comment';
            name?: string | null;
            next?: Record<string, string>;
            text: string;
          } | {
            id: string;
            kind: 'jump';
            name?: string | null;
            next?: Record<string, string>;
            times?: number;
          } | {
            id: string;
            kind: 'wait';
            name?: string | null;
            next?: Record<string, string>;
            seconds?: number;
            hours?: 'always' | 'business';
            until?: 'time' | 'opening';
            on?: {
              reply?: 'ignore' | 'end' | 'port' | 'pause';
              message?: 'ignore' | 'end' | 'port' | 'pause';
              transfer?: 'ignore' | 'end' | 'port' | 'pause';
              hold?: 'ignore' | 'end' | 'port' | 'pause';
              close?: 'ignore' | 'end' | 'port' | 'pause';
              merge?: 'ignore' | 'end' | 'port' | 'pause';
            };
          } | {
            id: string;
            kind: 'date_time';
            name?: string | null;
            next?: Record<string, string>;
            mode?: 'business_hours' | 'times' | 'dates';
            department?: string | null;
            zone?: string;
            weekdays?: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[];
            from?: string;
            to?: string;
            firstDate?: string | null;
            lastDate?: string | null;
          } | {
            id: string;
            kind: 'http_request';
            name?: string | null;
            next?: Record<string, string>;
            method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
            url: string;
            headers?: {
              name: string;
              value: string;
            }[];
            body?: string;
            timeoutSeconds?: number;
            retries?: number;
            save?: {
              from: string;
              as: string;
            }[];
          } | {
            id: string;
            kind: 'trigger_flow';
            name?: string | null;
            next?: Record<string, string>;
            flow: string;
          } | {
            id: string;
            kind: 'sheet_row';
            name?: string | null;
            next?: Record<string, string>;
            spreadsheet: string;
            range?: string;
            values: string[];
            secret: string;
          } | {
            id: string;
            kind: 'ai_agent';
            name?: string | null;
            next?: Record<string, string>;
            endpoint: string;
            model: string;
            secret?: string | null;
            instructions: string;
            tools?: ('hand_over' | 'resolve' | 'update_field' | 'add_tag')[];
            fields?: string[];
            tags?: string[];
            turns?: number;
            timeoutSeconds?: number;
            idleSeconds?: number;
          } | {
            id: string;
            kind: 'transfer';
            name?: string | null;
            next?: Record<string, string>;
            target: {
              kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
              id: string;
              departmentId?: string;
            };
            note?: string;
            reason?: string;
            release?: 'on_accept' | 'now' | null;
            whenBlocked?: 'refuse' | 'wait' | 'next' | 'deliver_when_back' | null;
          } | {
            id: string;
            kind: 'consult';
            name?: string | null;
            next?: Record<string, string>;
            target: {
              kind: 'agent' | 'external';
              id: string;
              departmentId?: string;
            };
            question: string;
            timeoutSeconds?: number;
            saveAs?: string;
          } | {
            id: string;
            kind: 'flag_supervisor';
            name?: string | null;
            next?: Record<string, string>;
            text: string;
          } | {
            id: string;
            kind: 'alert';
            name?: string | null;
            next?: Record<string, string>;
            people?: string[];
            text: string;
            repeatSeconds?: number;
          }[];
        }[];
        externals?: {
          id: string;
          name?: string;
          kind?: 'webhook' | 'sip' | 'telephone' | 'email';
          enabled?: boolean;
          url?: string | null;
          address?: string | null;
          answerSeconds?: number;
          silenceSeconds?: number;
          watchingQueue?: string | null;
        }[];
        retire?: {
          departments?: Record<string, string>;
          queues?: Record<string, string>;
          agents?: Record<string, string>;
          accounts?: Record<string, string>;
          flows?: Record<string, string>;
          externals?: Record<string, string>;
        };
      };
      answers: {
        200: {
          version: number;
          changed: boolean;
          adds: number;
          changes: number;
          retires: number;
          unchanged: number;
        };
      };
    };
    /** Say to whom replies go. */
    '/v1/conversations/{id}/participants': {
      path: {
        id: string;
      };
      body: {
        participants: {
          channel: 'webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice';
          address: string;
        }[];
      };
      answers: {
        200: {
          conversationId: string;
          participants: {
            channel: string;
            address: string;
          }[];
        };
      };
    };
    /** Save a draft of a flow. */
    '/v1/flows/{id}/draft': {
      path: {
        id: string;
      };
      body: {
        entry: Record<string, unknown>;
        revision?: number;
      };
      answers: {
        200: {
          id: string;
          revision: number;
          problems: {
            path: string;
            code: string;
            message: string;
          }[];
        };
      };
    };
    /** Choose the organization that the session is for. */
    '/v1/me/organization': {
      body: {
        organizationId: string;
      };
      answers: {
        200: {
          user: {
            id: string;
            name: string;
            email: string;
            secondFactor: boolean;
            hasPassword: boolean;
          } | null;
          organization: {
            id: string;
            name: string;
          };
          organizations: {
            id: string;
            name: string;
          }[];
          agent: {
            id: string;
            name: string;
            role: 'agent' | 'supervisor' | 'administrator';
            permissions: string[];
            departments: {
              id: string;
              name: string;
            }[];
          } | null;
        };
      };
    };
    /** Change one’s password. */
    '/v1/me/password': {
      body: {
        currentPassword: string;
        newPassword: string;
      };
      answers: {
        204: unknown;
      };
    };
    /** Store a secret that flows use by its name. */
    '/v1/secrets/{name}': {
      path: {
        name: string;
      };
      body: {
        value: string;
      };
      answers: {
        200: {
          name: string;
          createdAt: string;
        };
      };
    };
    /** Write a disposition and a wrap-up note. */
    '/v1/segments/{id}/wrap-up': {
      path: {
        id: string;
      };
      body?: {
        disposition?: string;
        note?: string;
        end?: boolean;
      };
      answers: {
        200: {
          id: string;
          conversationId: string;
          ticketId: string;
          departmentId: string;
          owner: {
            kind: 'queue' | 'agent' | 'flow' | 'external';
            id: string;
          };
          startedAt: string;
          endedAt: string | null;
          endReason: string | null;
          wrapUpUntil: string | null;
          wrapUpEndedAt: string | null;
          wrapUpExtensions: number;
          disposition: string | null;
          dispositionName: string | null;
          wrapUpNote: string | null;
        };
      };
    };
    /** Move a ticket to another department. */
    '/v1/tickets/{id}/department': {
      path: {
        id: string;
      };
      body: {
        departmentId: string;
        note?: string;
        reason?: string;
        whenBlocked?: 'refuse' | 'wait' | 'next';
        override?: boolean;
      };
      answers: {
        200: {
          transfer: {
            id: string;
            conversationId: string;
            ticketId: string;
            newTicketId: string | null;
            state: 'refused' | 'waiting' | 'consulting' | 'offered' | 'completed' | 'cancelled' | 'returned' | 'fell_back' | 'failed';
            mode: 'cold' | 'warm';
            from: {
              departmentId: string;
              owner: {
                kind: 'queue' | 'agent' | 'flow' | 'external';
                id: string;
              };
            };
            target: {
              kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
              id: string;
              departmentId?: string;
            };
            currentTarget: {
              kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
              id: string;
              departmentId?: string;
            };
            toDepartmentId: string;
            release: 'on_accept' | 'now';
            requestedBy: {
              kind: string;
              id: string;
              throughKey?: string;
            };
            session: {
              accountId: string;
              channelKind: string;
              address: string;
            } | null;
            batchId: string | null;
            reason: string | null;
            outcome: string | null;
            requestedAt: string;
            expiresAt: string | null;
            endedAt: string | null;
            receipt: {
              history: 'full' | 'from_here' | 'summary' | 'none';
              messages: {
                from: number;
                to: number;
              } | null;
              note: boolean;
              draft: boolean;
              redacted: ('card' | 'security_code' | 'national_id')[];
              attributes: string[];
              form: string[];
              tags: string[];
              files: number;
              sla: 'carried' | 'restarted' | 'paused';
              heldBack: {
                what: string;
                why: string;
              }[];
            };
            offerId: string | null;
            ticketVersion: number;
          };
          ticket: {
            id: string;
            conversationId: string;
            departmentId: string;
            state: 'open' | 'closed' | 'moved' | 'merged';
            version: number;
            accountId: string;
            channelKind: string;
            contactId: string;
            owner: {
              kind: 'queue' | 'agent' | 'flow' | 'external';
              id: string;
            } | null;
            ownershipVersion: number | null;
            pendingTransferId: string | null;
            queuedAt: string | null;
            priority: number;
            previousTicketId: string | null;
            nextTicketId: string | null;
            fromMessage: number;
            toMessage: number | null;
            historyFrom: number;
            history: 'full' | 'from_here' | 'summary' | 'none';
            redact: ('card' | 'security_code' | 'national_id')[];
            onHold: boolean;
            snoozedUntil: string | null;
            attributes: Record<string, string | number | boolean | null>;
            tags: string[];
            form: Record<string, string | number | boolean | null>;
            slaStartedAt: string;
            slaPausedAt: string | null;
            openedAt: string;
            openedBy: string;
            reopenedAt: string | null;
            closedAt: string | null;
            closeReason: string | null;
          } | null;
        };
      };
    };
    /** Bring a colleague in, or back into private. */
    '/v1/tickets/{id}/parties/{agentId}': {
      path: {
        id: string;
        agentId: string;
      };
      body: {
        joined: boolean;
      };
      answers: {
        200: {
          conversationId: string;
          ticketId: string;
          party: {
            who: {
              kind: 'agent' | 'external';
              id: string;
            };
            role: 'consultant' | 'participant' | 'supervisor';
            joined: boolean;
            present: boolean;
            transferId: string | null;
            since: string;
          } | null;
        };
      };
    };
  };
  patch: {
    /** Change attributes and tags. */
    '/v1/tickets/{id}': {
      path: {
        id: string;
      };
      body?: {
        attributes?: Record<string, string | number | boolean | null>;
        tags?: string[];
      };
      answers: {
        200: {
          id: string;
          conversationId: string;
          departmentId: string;
          state: 'open' | 'closed' | 'moved' | 'merged';
          version: number;
          accountId: string;
          channelKind: string;
          contactId: string;
          owner: {
            kind: 'queue' | 'agent' | 'flow' | 'external';
            id: string;
          } | null;
          ownershipVersion: number | null;
          pendingTransferId: string | null;
          queuedAt: string | null;
          priority: number;
          previousTicketId: string | null;
          nextTicketId: string | null;
          fromMessage: number;
          toMessage: number | null;
          historyFrom: number;
          history: 'full' | 'from_here' | 'summary' | 'none';
          redact: ('card' | 'security_code' | 'national_id')[];
          onHold: boolean;
          snoozedUntil: string | null;
          attributes: Record<string, string | number | boolean | null>;
          tags: string[];
          form: Record<string, string | number | boolean | null>;
          slaStartedAt: string;
          slaPausedAt: string | null;
          openedAt: string;
          openedBy: string;
          reopenedAt: string | null;
          closedAt: string | null;
          closeReason: string | null;
        };
      };
    };
  };
  delete: {
    /** Go back to the configured capacity. */
    '/v1/agents/{id}/capacity': {
      path: {
        id: string;
      };
      answers: {
        200: {
          id: string;
          name: string;
          role: string;
          departments: string[];
          skills: string[];
          skillLevels: Record<string, number>;
          presence: 'online' | 'away' | 'offline';
          status: string | null;
          presenceSince: string;
          leased: boolean;
          lapsed: boolean;
          load: Record<string, number>;
          used: number;
          capacity: number | null;
          percent: number | null;
          capacityOverride: {
            total: number | null;
            perChannel: {
              webchat?: number;
              email?: number;
              whatsapp?: number;
              messenger?: number;
              instagram?: number;
              sms?: number;
              telegram?: number;
              line?: number;
              voice?: number;
            };
            interruptible: ('webchat' | 'email' | 'whatsapp' | 'messenger' | 'instagram' | 'sms' | 'telegram' | 'line' | 'voice')[];
            by: {
              kind: string;
              id: string;
              throughKey?: string;
            };
            at: string;
            reason: string | null;
            until: string | null;
          } | null;
        };
      };
    };
    /** Take an agent’s sign-in away. */
    '/v1/agents/{id}/sign-in': {
      path: {
        id: string;
      };
      answers: {
        204: unknown;
      };
    };
    /** Revoke an API key. */
    '/v1/api-keys/{id}': {
      path: {
        id: string;
      };
      answers: {
        200: {
          id: string;
          name: string;
          scopes: string[];
          createdAt: string;
          expiresAt: string | null;
          revokedAt: string | null;
        };
      };
    };
    /** Throw a draft away. */
    '/v1/flows/{id}/draft': {
      path: {
        id: string;
      };
      answers: {
        204: unknown;
      };
    };
    /** Take the second factor off. */
    '/v1/me/second-factor': {
      body: {
        password: string;
      };
      answers: {
        204: unknown;
      };
    };
    /** Sign out there. */
    '/v1/me/sessions/{id}': {
      path: {
        id: string;
      };
      answers: {
        204: unknown;
      };
    };
    /** Let a colleague go, or go oneself. */
    '/v1/tickets/{id}/parties/{agentId}': {
      path: {
        id: string;
        agentId: string;
      };
      answers: {
        200: {
          conversationId: string;
          ticketId: string;
          party: {
            who: {
              kind: 'agent' | 'external';
              id: string;
            };
            role: 'consultant' | 'participant' | 'supervisor';
            joined: boolean;
            present: boolean;
            transferId: string | null;
            since: string;
          } | null;
        };
      };
    };
  };
}
