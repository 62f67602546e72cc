/** Short names of months as strftime's %b gives them in the languages that daemons run in: English, German, French, Spanish, Italian, Portuguese, Dutch, Polish, the Nordic ones, Russian. */
const names: readonly string[] = [
  'jan janv ene gen sty янв',
  'feb févr fév fev lut фев',
  'mar mär mrz mars mrt мар',
  'apr avr abr kwi апр',
  'may mai maj mei mag май мая',
  'jun juin giu cze июн',
  'jul juil lug lip июл',
  'aug août aou ago sie авг',
  'sep sept set wrz сен',
  'oct okt out ott paź окт',
  'nov lis ноя',
  'dec dez déc dic des gru дек',
]
const numbers = new Map(names.flatMap((of, index) => of.split(' ').map((name): [string, number] => [name, index + 1])))

/** The number of a month by its short name in whatever language, 1 to 12; undefined for any other word. */
export function monthNumber(name: string): number | undefined {
  return numbers.get(name.toLowerCase().replace(/\.$/, ''))
}
