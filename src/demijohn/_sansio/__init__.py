"""What programs find as ``flask.sansio`` when demijohn stands for Flask: other names for classes of ours.

Flask writes its application and its blueprint in two halves, the lower of which lies there. Some extensions name
those halves in annotations and ``isinstance``, or take decorators from beside them.
"""

from . import app as app, blueprints as blueprints, scaffold as scaffold
