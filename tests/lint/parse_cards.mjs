// A second opinion on cards: Microsoft's own parser, npm adaptivecards, told that nothing later than 1.5 exists.
// Reads a JSON object of cards by name on standard input; writes, by name, what it does not know or refuses:
// {"name": ["element Carousel", "property TextBlock.targetWidth", "InvalidPropertyValue …"]}.

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const require = createRequire(import.meta.url);
const AC = require("adaptivecards/dist/adaptivecards.js");

const VERSION = AC.Versions.v1_5;
// Properties that the parser reads outside its schemas, by type.
const READ_BY_HAND = {
  AdaptiveCard: ["body", "actions", "msteams"],
  Container: ["items"],
  Column: ["items"],
  TableCell: ["items"],
  ColumnSet: ["columns"],
  ImageSet: ["images"],
  RichTextBlock: ["inlines"],
  ActionSet: ["actions"],
  Table: ["rows"],
  TableRow: ["cells"],
  "Action.ShowCard": ["card"],
};
const ANYWHERE = ["type", "fallback", "requires"];

// The parser ignores properties it does not know: look at each object's schema as it is read.
let unknown = [];
const parse = AC.SerializableObject.prototype.internalParse;
AC.SerializableObject.prototype.internalParse = function (source, context) {
  const schema = this.getSchema();
  const type = this.getJsonTypeName ? this.getJsonTypeName() : this.constructor.name;
  const known = new Set([...ANYWHERE, ...(READ_BY_HAND[type] ?? [])]);
  for (let i = 0; i < schema.getCount(); i++) {
    const property = schema.getItemAt(i);
    if (property.targetVersion.compareTo(VERSION) <= 0) known.add(property.name);
  }
  for (const name of Object.keys(source ?? {})) if (!known.has(name)) unknown.push(`property ${type}.${name}`);
  return parse.call(this, source, context);
};

// Its pattern keeps a position between cards (flag g), so that it refuses every second «fr».
AC.CardElement.langProperty.regEx = /^[a-z]{2,3}$/i;

function opinion(json) {
  unknown = [];
  const context = new AC.SerializationContext(VERSION);
  const card = new AC.AdaptiveCard();
  card.version = VERSION;
  card.parse(json, context);
  const said = [...unknown];
  for (let i = 0; i < context.eventCount; i++) {
    const { event, message } = context.getEventAt(i);
    const element = /type "([^"]+)"\. Fallback/.exec(message);
    said.push(element ? `element ${element[1]}` : `${AC.ValidationEvent[event]} ${message}`);
  }
  for (const { event, message } of card.validateProperties().validationEvents) {
    said.push(`${AC.ValidationEvent[event]} ${message}`);
  }
  return [...new Set(said)];
}

const cards = JSON.parse(readFileSync(0, "utf8"));
const opinions = Object.fromEntries(Object.entries(cards).map(([name, card]) => [name, opinion(card)]));
process.stdout.write(JSON.stringify(opinions));
