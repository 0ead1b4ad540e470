// A container image URI taken apart, so that a policy can ask for its registry or demand a digest.

/** `registry/repository:tag@digest`; what is not there is an empty text. */
export type ImageName = {
  readonly registry: string;
  readonly repository: string;
  readonly tag: string;
  readonly digest: string;
};

/**
 * Takes an image URI apart. The first part is a registry only where it looks like a host (a dot, a port, or localhost),
 * as in the reference grammar of the OCI distribution specification.
 */
export function parseImageUri(uri: string): ImageName {
  const at = uri.indexOf('@');
  const digest = at === -1 ? '' : uri.slice(at + 1);
  const name = at === -1 ? uri : uri.slice(0, at);
  const slash = name.indexOf('/');
  const first = slash === -1 ? '' : name.slice(0, slash);
  const registry = /[.:]|^localhost$/u.test(first) ? first : '';
  const path = registry === '' ? name : name.slice(slash + 1);
  const colon = path.lastIndexOf(':');
  const hasTag = colon > path.lastIndexOf('/');
  return {
    registry,
    repository: hasTag ? path.slice(0, colon) : path,
    tag: hasTag ? path.slice(colon + 1) : '',
    digest,
  };
}
