/* Classes of proxies, each for what one context variable holds, or for an attribute of it. They inherit all that a proxy
   does, and find the attributes and items of what they stand for without a step in Python. */

#define MOST_PROXIES 8

typedef struct {
    PyTypeObject *cls;
    PyObject *variable;
    PyObject *attribute; /* a name, or None */
    PyObject *around;    /* a variable that counts when the other one holds nothing, or None */
    PyObject *implied;   /* the attribute of what that one holds, or None */
} Proxied;

static Proxied proxied[MOST_PROXIES];
static int proxies = 0;
static PyObject *find_name, *get_name; /* the names of the methods that a proxy has of its base */

/* What a variable holds, or is implied by what the one around it holds; NULL without an exception if there is nothing. */
static PyObject *
held_by(const Proxied *entry)
{
    PyObject *held = NULL;
    if (PyContextVar_Get(entry->variable, NULL, &held) < 0) {
        return NULL;
    }
    if ((held == NULL || held == Py_None) && entry->around != Py_None) {
        Py_CLEAR(held);
        PyObject *outer = NULL;
        if (PyContextVar_Get(entry->around, NULL, &outer) < 0 || outer == NULL) {
            return NULL;
        }
        held = PyObject_GetAttr(outer, entry->implied);
        Py_DECREF(outer);
        if (held == Py_None) {
            Py_CLEAR(held);
        }
    }
    return held;
}

/* What a proxy stands for now; without it there is the exception that the proxy's own base raises. */
static PyObject *
behind(PyObject *proxy)
{
    for (int at = 0; at < proxies; at++) {
        if (proxied[at].cls != Py_TYPE(proxy)) {
            continue;
        }
        PyObject *held = held_by(&proxied[at]);
        if (held == NULL && PyErr_Occurred()) {
            return NULL;
        }
        if (held == NULL) {
            break;
        }
        if (proxied[at].attribute == Py_None) {
            return held;
        }
        PyObject *found = PyObject_GetAttr(held, proxied[at].attribute);
        Py_DECREF(held);
        return found;
    }
    PyObject *find = PyObject_GenericGetAttr(proxy, find_name);
    PyObject *found = find == NULL ? NULL : PyObject_CallNoArgs(find);
    Py_XDECREF(find);
    return found;
}

static PyObject *
proxy_getattro(PyObject *self, PyObject *name)
{
    if (PyUnicode_Check(name) && PyUnicode_GET_LENGTH(name) > 0 && PyUnicode_READ_CHAR(name, 0) != '_') {
        PyObject *object = behind(self);
        PyObject *found = object == NULL ? NULL : PyObject_GetAttr(object, name);
        Py_XDECREF(object);
        return found;
    }
    PyObject *found = PyObject_GenericGetAttr(self, name);
    if (found != NULL || !PyErr_ExceptionMatches(PyExc_AttributeError)) {
        return found;
    }
    PyErr_Clear();
    PyObject *hook = PyObject_GenericGetAttr(self, get_name);
    found = hook == NULL ? NULL : PyObject_CallOneArg(hook, name);
    Py_XDECREF(hook);
    return found;
}

static PyObject *
proxy_subscript(PyObject *self, PyObject *key)
{
    PyObject *object = behind(self);
    PyObject *found = object == NULL ? NULL : PyObject_GetItem(object, key);
    Py_XDECREF(object);
    return found;
}

static int
proxy_ass_subscript(PyObject *self, PyObject *key, PyObject *value)
{
    PyObject *object = behind(self);
    if (object == NULL) {
        return -1;
    }
    int done = value == NULL ? PyObject_DelItem(object, key) : PyObject_SetItem(object, key, value);
    Py_DECREF(object);
    return done;
}

static int
proxy_contains(PyObject *self, PyObject *key)
{
    PyObject *object = behind(self);
    int found = object == NULL ? -1 : PySequence_Contains(object, key);
    Py_XDECREF(object);
    return found;
}

static PyType_Slot proxy_slots[] = {
    {Py_tp_getattro, proxy_getattro},
    {Py_mp_subscript, proxy_subscript},
    {Py_mp_ass_subscript, proxy_ass_subscript},
    {Py_sq_contains, proxy_contains},
    {0, NULL},
};

static PyType_Spec proxy_spec = {
    "werkzeug.local.LocalProxy", 0, 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, proxy_slots,
};

static const char *const hidden[] = {
    "__doc__", "__getattribute__", "__getitem__", "__setitem__", "__delitem__", "__contains__",
};

static PyObject *
proxy_class(PyObject *module, PyObject *args)
{
    PyObject *base, *variable, *attribute, *around, *implied;
    if (!PyArg_ParseTuple(args, "O!O!OOO:proxy_class", &PyType_Type, &base, &PyContextVar_Type, &variable, &attribute,
                          &around, &implied)) {
        return NULL;
    }
    if (around != Py_None && (!PyContextVar_CheckExact(around) || !PyUnicode_Check(implied))) {
        PyErr_SetString(PyExc_TypeError, "another context variable and the name of an attribute were expected");
        return NULL;
    }
    if (proxies == MOST_PROXIES) {
        PyErr_Format(PyExc_RuntimeError, "there is room for %d classes of proxies", MOST_PROXIES);
        return NULL;
    }
    PyObject *bases = PyTuple_Pack(1, base);
    PyObject *cls = bases == NULL ? NULL : PyType_FromSpecWithBases(&proxy_spec, bases);
    Py_XDECREF(bases);
    /* What is asked for by name is for the proxy's base to find: its special methods look at the object first. */
    for (int at = 0; cls != NULL && at < (int)(sizeof(hidden) / sizeof(hidden[0])); at++) {
        if (PyDict_DelItemString(((PyTypeObject *)cls)->tp_dict, hidden[at]) < 0) {
            Py_CLEAR(cls);
        }
    }
    PyObject *text = PyDict_GetItemString(((PyTypeObject *)base)->tp_dict, "__doc__");
    if (cls != NULL && text != NULL && PyDict_SetItemString(((PyTypeObject *)cls)->tp_dict, "__doc__", text) < 0) {
        Py_CLEAR(cls);
    }
    if (cls != NULL) {
        /* A class of Python has no module in the name that errors tell. */
        ((PyTypeObject *)cls)->tp_name = strrchr(((PyTypeObject *)cls)->tp_name, '.') + 1;
        PyType_Modified((PyTypeObject *)cls);
        proxied[proxies].cls = (PyTypeObject *)Py_NewRef(cls);
        proxied[proxies].variable = Py_NewRef(variable);
        proxied[proxies].attribute = Py_NewRef(attribute);
        proxied[proxies].around = Py_NewRef(around);
        proxied[proxies].implied = Py_NewRef(implied);
        proxies++;
    }
    return cls;
}
