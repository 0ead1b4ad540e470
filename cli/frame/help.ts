// The texts of --help: all verbs in their groups, and one verb with its flags and examples.
import { GROUPS, type Command, type Option } from './command.ts';
import { ALWAYS } from './flags.ts';
import { hanging, WIDTH, wrapped } from './terminal.ts';

const EXIT_CODES = [
  'Exit: 0 good, 1 a test or change check failed, 2 Reject, 3 lint findings,',
  '4 Hold, RequireReview or NoOpinion; 64 misuse, 65 bad file, 66 not found,',
  '69 unreachable, 70 internal failure, 77 refused.',
];

/** `modelgate --help`. */
export function overview(commands: readonly Command[]): readonly string[] {
  const width = Math.max(...commands.map(({ name }) => name.length)) + 2;
  const groups = GROUPS.flatMap((group) => {
    const verbs = commands.filter((command) => command.group === group);
    return verbs.length === 0
      ? []
      : ['', group, ...verbs.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`)];
  });
  return [
    'modelgate VERB [words] [flags]     the approval gate for the SageMaker registry',
    ...groups,
    '',
    'One verb: modelgate VERB --help. On the embedded AWS of npm start: --local.',
    'Which version this is: modelgate --version.',
    ...EXIT_CODES,
  ];
}

/** `modelgate VERB --help`. */
export function helpOf(command: Command): readonly string[] {
  const options = [...command.options, ...ALWAYS];
  const width = Math.max(...options.map((option) => flagText(option).length)) + 2;
  return [
    `modelgate ${command.name} ${command.usage}`.trimEnd(),
    '',
    ...command.about.flatMap((paragraph) => wrapped(paragraph, WIDTH)),
    '',
    ...options.flatMap((option) => hanging(`  ${flagText(option).padEnd(width)}`, option.about)),
    ...(command.examples.length > 0 ? ['', 'Examples'] : []),
    ...command.examples.map((example) => `  ${example}`),
  ];
}

const flagText = ({ name, takes }: Option): string => `--${name}${takes === undefined ? '' : ` ${takes}`}`;
