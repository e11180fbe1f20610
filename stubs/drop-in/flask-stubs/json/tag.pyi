# Written by stubs/generate.py from the names of demijohn.json.tag: do not edit.
from demijohn.json.tag import JSONTag as JSONTag
from demijohn.json.tag import PassDict as PassDict
from demijohn.json.tag import PassList as PassList
from demijohn.json.tag import TagBytes as TagBytes
from demijohn.json.tag import TagDateTime as TagDateTime
from demijohn.json.tag import TagDict as TagDict
from demijohn.json.tag import TagMarkup as TagMarkup
from demijohn.json.tag import TagTuple as TagTuple
from demijohn.json.tag import TagUUID as TagUUID
from demijohn.json.tag import TaggedJSONSerializer as TaggedJSONSerializer
