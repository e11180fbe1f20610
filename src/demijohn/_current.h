/* What is current, by two context variables: that of requests, and that of the application contexts that were pushed. */

/* Whether a variable holds an object; nothing and None are as good as each other. -1 with an exception. */
static int
holds(PyObject *variable, PyObject *expected)
{
    PyObject *held = NULL;
    if (PyContextVar_Get(variable, Py_None, &held) < 0) {
        return -1;
    }
    Py_DECREF(held); /* the context, or the interpreter, still has it */
    return held == expected;
}

static int
are_variables(PyObject *one, PyObject *other)
{
    if (!PyContextVar_CheckExact(one) || !PyContextVar_CheckExact(other)) {
        PyErr_SetString(PyExc_TypeError, "two context variables were expected");
        return 0;
    }
    return 1;
}

/* Set the first variable to an object if neither of them holds anything, and give the token; or give None. */
static PyObject *
enter(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    if (count != 3) {
        PyErr_SetString(PyExc_TypeError, "two context variables and an object were expected");
        return NULL;
    }
    if (!are_variables(args[0], args[1])) {
        return NULL;
    }
    int is_free = holds(args[1], Py_None);
    if (is_free > 0) {
        is_free = holds(args[0], Py_None);
    }
    if (is_free < 0) {
        return NULL;
    }
    return is_free ? PyContextVar_Set(args[0], args[2]) : Py_NewRef(Py_None);
}

/* Tell whether each of two variables holds the object after it. */
static PyObject *
are_current(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    if (count != 4) {
        PyErr_SetString(PyExc_TypeError, "two context variables, each with an object, were expected");
        return NULL;
    }
    if (!are_variables(args[0], args[2])) {
        return NULL;
    }
    int found = holds(args[0], args[1]);
    if (found > 0) {
        found = holds(args[2], args[3]);
    }
    return found < 0 ? NULL : PyBool_FromLong(found);
}
