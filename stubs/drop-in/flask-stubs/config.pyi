# Written by stubs/generate.py from the names of demijohn.config: do not edit.
from demijohn.config import BoolKey as BoolKey
from demijohn.config import Config as Config
from demijohn.config import ConfigAttribute as ConfigAttribute
from demijohn.config import OptionalBoolKey as OptionalBoolKey
from demijohn.config import OptionalIntKey as OptionalIntKey
from demijohn.config import OptionalStrKey as OptionalStrKey
from demijohn.config import StrKey as StrKey
from demijohn.config import T as T
