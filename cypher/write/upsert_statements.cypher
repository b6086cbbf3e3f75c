// title:   Write events and ties
// about:   Replaces the properties and the label: summaries are set again afterwards.
// param:   rows list<map>  label (Event or Tie), properties
// access:  write
UNWIND $rows AS row
MERGE (s:Statement {id: row.properties.id})
REMOVE s:Event:Tie
SET s = row.properties, s:$(row.label)
