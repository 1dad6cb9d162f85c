// How cards look: Fluent's measures; the colours are the style sheet's, so that a theme needs no second drawing.

const tint = name => ({ default: `var(--${name})`, subtle: `var(--${name}-subtle, var(--${name}))` });
const COLORS = Object.fromEntries(['default', 'dark', 'light', 'accent', 'good', 'warning', 'attention'].map(name => [name, tint(`ink-${name}`)]));
const style = background => ({ backgroundColor: `var(--${background})`, foregroundColors: COLORS });

export const LOOK = {
  fontFamily: 'inherit',
  supportsInteractivity: true,
  spacing: { small: 6, default: 10, medium: 16, large: 20, extraLarge: 24, padding: 14 },
  separator: { lineThickness: 1, lineColor: 'var(--line)' },
  fontSizes: { small: 13, default: 14, medium: 16, large: 18, extraLarge: 22 },
  fontWeights: { lighter: 400, default: 400, bolder: 600 },
  imageSizes: { small: 32, medium: 52, large: 100 },
  containerStyles: {
    default: style('card'),
    emphasis: style('card-emphasis'),
    accent: style('card-accent'),
    good: style('card-good'),
    warning: style('card-warning'),
    attention: style('card-attention'),
  },
  actions: {
    maxActions: 6,
    spacing: 'default',
    buttonSpacing: 8,
    showCard: { actionMode: 'inline', inlineTopMargin: 12 },
    actionsOrientation: 'horizontal',
    actionAlignment: 'left',
  },
  adaptiveCard: { allowCustomStyle: true },
  inputs: {
    label: {
      inputSpacing: 'small',
      requiredInputs: { weight: 'bolder', suffix: '\u00a0*', suffixColor: 'attention' },
      optionalInputs: { weight: 'bolder' },
    },
    errorMessage: { color: 'attention', weight: 'bolder', size: 'small', spacing: 'small' },
  },
  factSet: { title: { weight: 'bolder', wrap: true, maxWidth: 160 }, value: { wrap: true }, spacing: 10 },
  textBlock: { headingLevel: 3 },
  table: { cellSpacing: 8 },
};
