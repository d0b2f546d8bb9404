"""A device file without a fault, for tests of the codebook's loader."""

GOOD = """\
id: war/arms-race
language: en
label: arms race
status: rare
kind: metaphor
source_domain: war
package: competition
conventionality: live
definition: A race for weapons.
why: It makes rivalry look inevitable.
discuss: ["Who runs?"]
source: Lakoff and Johnson 1980
patterns: ["[{ai}] arms race"]
except:
  - reason: real weapons
    before: [nuclear]
hits:
  - "An [[AI arms race]] is on."
  - "The [[arms race]] in chips."
  - "They fear an '[[arms race]]'."
misses:
  - "A nuclear arms race."
  - "Arms and a race."
  - "The race was run."
"""
