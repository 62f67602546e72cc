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

/** Chinese, Japanese and Korean count their months. */
const counted = /^(\d{1,2})[月월]$/

/** The number of a month by its short name in whatever language, 1 to 12; undefined for any other word. */
export function monthNumber(name: string): number | undefined {
  const figure = Number(counted.exec(name)?.[1] ?? 0)
  if (figure >= 1 && figure <= 12) return figure
  return numbers.get(name.toLowerCase().replace(/\.$/, ''))
}
