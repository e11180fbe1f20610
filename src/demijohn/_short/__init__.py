"""The short way of a request, which is taken when, and only when, nobody has replaced a step that it leaves out.

1. What a step does is described by the documented method of that step; here it is done without being called.
2. A listener, a replaced method, a class or an interface of the user's own: the documented step runs instead.
3. What a request is made of is made when somebody looks at it.
"""
