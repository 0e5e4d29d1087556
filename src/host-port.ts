/** How the place where a server answers is written. */

/** `db.example:5432`, and an address of IPv6 in brackets, because it has colons itself. */
export const hostPort = ({ host, port }: { readonly host: string; readonly port: number }): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
