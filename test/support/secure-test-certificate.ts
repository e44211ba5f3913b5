/**
 * A certificate for `secure.test` that vouches for itself, with its key: nothing trusts it but a test that says so. Good from
 * 2020 to 2120.
 */
const keyLines = [
  'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgAOFkeCkw08ijwCvE',
  'zj2UiYBB4xevaa9LG+PD+fcQEM+hRANCAAS2QyofXhStFDW90qXRC/eEHipYN1Uf',
  'iEV839PhjGy5YERpiybSeLDCXnBy+xhkTnllB2j/zlp18H/dzLG5ChOr',
];
const certificateLines = [
  'MIIBZzCCAQ2gAwIBAgIBATAKBggqhkjOPQQDAjAWMRQwEgYDVQQDDAtzZWN1cmUu',
  'dGVzdDAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAwMFowFjEUMBIGA1UE',
  'AwwLc2VjdXJlLnRlc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAS2QyofXhSt',
  'FDW90qXRC/eEHipYN1UfiEV839PhjGy5YERpiybSeLDCXnBy+xhkTnllB2j/zlp1',
  '8H/dzLG5ChOro0owSDAPBgNVHRMBAf8EBTADAQH/MBYGA1UdEQQPMA2CC3NlY3Vy',
  'ZS50ZXN0MB0GA1UdDgQWBBQuDygiiH98Y2+P32B2rFYDfWtHvzAKBggqhkjOPQQD',
  'AgNIADBFAiAgS+VoAllNXzdmpEokd+NCCZdOiPbjrDhB7WGtxdOwTQIhAOcauIDE',
  'FDLUbmO2qib5tNDjwgffFJc5Arl2+AFALeDE',
];

export const secureTestKey = pem('PRIVATE KEY', keyLines);
export const secureTestCertificate = pem('CERTIFICATE', certificateLines);

function pem(what: string, lines: readonly string[]): string {
  return [`-----BEGIN ${what}-----`, ...lines, `-----END ${what}-----`, ''].join('\n');
}
