# Written by stubs/generate.py from the names of demijohn.helpers: do not edit.
from demijohn.helpers import OwnResponse as OwnResponse
from demijohn.helpers import P as P
from demijohn.helpers import abort as abort
from demijohn.helpers import flash as flash
from demijohn.helpers import get_debug_flag as get_debug_flag
from demijohn.helpers import get_flashed_messages as get_flashed_messages
from demijohn.helpers import get_load_dotenv as get_load_dotenv
from demijohn.helpers import get_root_path as get_root_path
from demijohn.helpers import get_template_attribute as get_template_attribute
from demijohn.helpers import make_response as make_response
from demijohn.helpers import redirect as redirect
from demijohn.helpers import send_file as send_file
from demijohn.helpers import send_from_directory as send_from_directory
from demijohn.helpers import stream_with_context as stream_with_context
from demijohn.helpers import url_for as url_for
