// The fenced blocks of the docs, in the order in which they are read.
import { readdirSync, readFileSync } from 'node:fs';

export type Block = {
  readonly file: string;
  /** Of the first line inside. */
  readonly line: number;
  /** `console`, `yaml`; empty for a drawing. */
  readonly language: string;
  /** What stands behind the language: `not-run: needs an AWS account`. */
  readonly info: string;
  readonly text: string;
};

const FILES = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`)
    .toSorted((a, b) => a.localeCompare(b)),
];

/** The pages as they are. */
export const PAGES = FILES.map((file) => ({ file, text: readFileSync(file, 'utf8') }));

/** Every block of every page. */
export const BLOCKS: readonly Block[] = PAGES.flatMap(({ file, text: page }) => {
  // Within a list a block is as far to the right as its item.
  return [...page.matchAll(/^( *)```(\w*)([^\n]*)\n([\s\S]*?)^\1```$/gmu)].map((match) => ({
    file,
    line: page.slice(0, match.index).split('\n').length + 1,
    language: match[2] ?? '',
    info: (match[3] ?? '').trim(),
    text: (match[4] ?? '').replaceAll(new RegExp(`^${match[1]}`, 'gmu'), ''),
  }));
});

/** Why a block is not run; null where it is. */
export const notRun = ({ info }: Block): string | null => /^not-run: (.+)$/u.exec(info)?.[1] ?? null;

/** `comment` is what stands behind `#` on the line, `output` what is shown below it; empty where nothing is. */
export type Shown = {
  readonly where: string;
  readonly line: string;
  readonly comment: string;
  readonly output: string;
  readonly block: Block;
};

/** The command lines of a block: behind a prompt in `console`, all of them in `sh`, continued lines in one. */
export function commandsOf(block: Block): readonly Shown[] {
  const joined = block.text.replaceAll(/\\\n\s*/gu, ' ').trimEnd();
  const isPrompted = block.language === 'console';
  const shown = isPrompted ? joined.split(/^\$ /mu).slice(1) : joined.split('\n').filter((line) => line.trim() !== '');
  return shown.map((one) => {
    const [line = '', ...output] = one.split('\n');
    return {
      where: `${block.file}:${block.line}`,
      line: line.replace(/\s+#.*$/u, ''),
      comment: /\s#\s*(.*)$/u.exec(line)?.[1] ?? '',
      output: output.join('\n').trimEnd(),
      block,
    };
  });
}

/** Words as a shell reads them: quotes keep spaces together. */
export const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/gu)].map(([, single, double, bare]) => single ?? double ?? bare ?? '');
