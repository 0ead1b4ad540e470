// README.txt of a dossier: what is in it, and how to check it with and without modelgate.
import type { Dossier } from './dossier.ts';

const CONTENTS = `WHAT IS IN IT

  dossier.html   to read and to print; needs no network
  dossier.json   the same as data, and where each part lies
  log/           a folder for each version, a file for each entry of its log, oldest first: PLACE-HASH.json
  inputs/        what decisions rest on, byte for byte: SageMaker's answers and metric reports; HASH.json or HASH.bin
  policies/      files/HASH.yaml as deployed; sets/HASH.json lists the files that were deployed together
  registry/      what the registry answered for each version when the dossier was made, model card included
  SHA256SUMS     the hash of every other file

Every HASH is the SHA-256 of the file that it names.

TO CHECK IT WITH MODELGATE

  modelgate verify THIS.zip

needs neither AWS nor the gate, and names the file of every fault.`;

const NOT_SHOWN = `WHAT IT DOES NOT SHOW

  That what the gate read was true: it shows what was read. What could not be had is listed in dossier.json under "gaps".
  A file that is in no log (dossier.html, registry/, what dossier.json says of people, projects and modes) is as it was when the
  dossier was made, and is proven by the seal alone.`;

/** The text, with this dossier's own names in its examples. */
export function readmeOf({ subject, madeAt, madeBy, stack, versions }: Dossier): string {
  const [version] = versions;
  const folder = version?.log[0]?.file.split('/').slice(0, 2).join('/') ?? 'log/VERSION';
  const head = version?.head.entryHash ?? 'HASH';
  return `Dossier of ${subject}
Made ${madeAt} by ${madeBy}, from stack ${stack}.

${CONTENTS}

TO CHECK IT BY HAND, unpacked

  1. No file was changed, added or lost:
       sha256sum -c SHA256SUMS            (on a Mac: shasum -a 256 -c SHA256SUMS)
     The hash of SHA256SUMS itself is the seal of the dossier; whoever made it was shown the seal:
       sha256sum SHA256SUMS
  2. Each entry of a log is the file that its name says, and names the hash of the entry before it as "previous" (null in the first):
       sha256sum ${folder}/*
     An entry is JSON with sorted keys and no spaces, so that its bytes are its hash's.
     The last entry is the head: ${head}
  3. Each decision names its inputs in decision.inputs.recorded, by hash; they lie under inputs/ by the same hash.
  4. Each decision names decision.policyTexts: policies/sets/HASH.json, which lists each file with its hash.
  5. The archive of the gate, a bucket from which nobody may delete, names an entry of each chain. dossier.json has the object ("anchor"):
       aws s3 cp s3://ARCHIVE/KEY - | sha256sum          is the anchor's sha256
       aws s3 cp s3://ARCHIVE/KEY - | grep ENTRYHASH     finds the anchor's entryHash

${NOT_SHOWN}
`;
}
