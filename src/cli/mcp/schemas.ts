import type { JsonSchemaType } from '@modelcontextprotocol/server'

const text = { type: 'string' } as const

export const paths: JsonSchemaType = {
  type: 'object',
  additionalProperties: false,
  required: ['paths'],
  properties: {
    paths: {
      type: 'array',
      minItems: 1,
      maxItems: 100,
      items: { type: 'string', minLength: 1, maxLength: 4096 },
      description: 'Files, folders or archives below the roots.',
    },
  },
}

export const evidenceId: JsonSchemaType = {
  type: 'object',
  additionalProperties: false,
  required: ['id'],
  properties: { id: { type: 'string', pattern: '^i[0-9]+(/[a-z-]+)?$', description: 'An incident of the last report, or an incident and a cause.' } },
}

export const causeId: JsonSchemaType = {
  type: 'object',
  additionalProperties: false,
  required: ['id'],
  properties: { id: { type: 'string', description: 'A cause from list_causes.' } },
}

export const evidence: JsonSchemaType = {
  type: 'object',
  required: ['incident', 'headline', 'verdict', 'symptoms', 'findings'],
  properties: {
    incident: text,
    headline: text,
    verdict: text,
    symptoms: { type: 'array', items: { type: 'object', required: ['quote', 'place'], properties: { quote: text, place: text } } },
    findings: {
      type: 'array',
      items: {
        type: 'object',
        required: ['cause', 'outcome', 'summary', 'evidence'],
        properties: {
          cause: text,
          outcome: text,
          summary: text,
          evidence: {
            type: 'array',
            items: { type: 'object', required: ['says', 'quote', 'place', 'supports'], properties: { says: text, quote: text, place: text, supports: text } },
          },
        },
      },
    },
  },
}

export const causeList: JsonSchemaType = {
  type: 'object',
  required: ['causes'],
  properties: {
    causes: {
      type: 'array',
      items: { type: 'object', required: ['id', 'title', 'leadsTo'], properties: { id: text, title: text, leadsTo: { type: 'array', items: text } } },
    },
  },
}

export const causeDocument: JsonSchemaType = {
  type: 'object',
  required: ['id', 'title', 'document'],
  properties: { id: text, title: text, document: { type: 'string', description: 'Markdown.' } },
}
