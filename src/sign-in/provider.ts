/** An OpenID Connect provider by which people may sign in. */
export interface ProviderSettings {
  /** Stands in addresses and with linked accounts: 1 to 32 lower-case letters, digits and dashes; never changed. */
  readonly id: string;
  /** As the page says it: “Sign in with NAME”. */
  readonly name: string;
  /** As the provider's own document says it, to the letter: `https://login.example.com`. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** What a provider says of somebody, of whose address it says that it is verified. */
export interface ProviderClaims {
  /** The provider's own id of the account, which never changes. */
  readonly subject: string;
  /** In lower case. */
  readonly email: string;
  /** May be empty. */
  readonly name: string;
}

/** Where a provider publishes its document. */
export function discoveryUrlOf({ issuer }: ProviderSettings): string {
  return `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
}
