/* What CPython shows to C alone: the version tags of classes and dicts, and how an object is made with its dict.

   CPython gives each class a number, and takes it away when the class or a base of it changes in any way: equal tags
   say that nobody has replaced a member since. A class without a number has the tag 0, which says nothing. A dict has
   such a number too, until Python 3.11.
*/

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include "_pieces.h"
#include <structmember.h>

#define HAVE_DICT_TAGS (PY_VERSION_HEX < 0x030C0000)

static unsigned int
tag_of(PyTypeObject *cls)
{
#if PY_VERSION_HEX < 0x030D0000
    return PyType_HasFeature(cls, Py_TPFLAGS_VALID_VERSION_TAG) ? cls->tp_version_tag : 0;
#else
    return cls->tp_version_tag;
#endif
}

static PyObject *dict_name, *no_arguments;

/* Since Python 3.13 values may stand in the object itself, and only the setter of `__dict__` marks them as replaced. */
static int
set_dict(PyObject *made, PyObject *attributes)
{
#if PY_VERSION_HEX < 0x030D0000
    return PyObject_GenericSetDict(made, attributes, NULL);
#else
    return PyObject_GenericSetAttr(made, dict_name, attributes);
#endif
}

/* An exception has more to it than its dict. */
static int
is_exception(PyTypeObject *cls)
{
    return PyType_HasFeature(cls, Py_TPFLAGS_BASE_EXC_SUBCLASS);
}

static PyObject *
make(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    if (count != 2 || !PyType_Check(args[0]) || !PyDict_Check(args[1])) {
        PyErr_SetString(PyExc_TypeError, "a class and a dict of attributes were expected");
        return NULL;
    }
    PyTypeObject *cls = (PyTypeObject *)args[0];
    PyObject *made = is_exception(cls) ? cls->tp_new(cls, no_arguments, NULL) : cls->tp_alloc(cls, 0);
    if (made != NULL && set_dict(made, args[1]) < 0) {
        Py_CLEAR(made);
    }
    return made;
}

/* A guard over what a short way goes by: that classes and dicts are as they were, and that other dicts are empty. */

typedef struct {
    PyObject_HEAD
    PyObject *classes;      /* a tuple; the first is the class of the object that is asked about */
    PyObject *dicts;        /* a tuple, without the dict of that object: holding it would keep the object alive */
    PyObject *empty;        /* a tuple of dicts in which nothing may be */
    PyObject *skipped;      /* the name of an attribute of the object that does not count, or NULL */
    unsigned int *class_tags;
#if HAVE_DICT_TAGS
    uint64_t *dict_tags;    /* the object's own comes first */
#else
    PyObject *copies;       /* a tuple of copies; that of the object's own dict comes first, without what is skipped */
#endif
} Guard;

static int
guard_traverse(Guard *self, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(self->classes);
    Py_VISIT(self->dicts);
    Py_VISIT(self->empty);
#if !HAVE_DICT_TAGS
    Py_VISIT(self->copies);
#endif
    return 0;
}

static int
guard_clear(Guard *self)
{
    Py_CLEAR(self->classes);
    Py_CLEAR(self->dicts);
    Py_CLEAR(self->empty);
#if !HAVE_DICT_TAGS
    Py_CLEAR(self->copies);
#endif
    return 0;
}

static void
guard_dealloc(Guard *self)
{
    PyTypeObject *cls = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    guard_clear(self);
    Py_CLEAR(self->skipped);
    PyMem_Free(self->class_tags);
#if HAVE_DICT_TAGS
    PyMem_Free(self->dict_tags);
#endif
    cls->tp_free(self);
    Py_DECREF(cls);
}

#if HAVE_DICT_TAGS
#define TAG_OF(dict) (((PyDictObject *)(dict))->ma_version_tag)
#else
static PyObject *
copy_without(PyObject *dict, PyObject *name)
{
    PyObject *copy = PyDict_Copy(dict);
    int has = copy == NULL ? 0 : PyDict_Contains(copy, name);
    if (has < 0 || (has && PyDict_DelItem(copy, name) < 0)) {
        Py_CLEAR(copy);
    }
    return copy;
}

/* Whether a dict still has the very keys and values that its copy has, in the same order. */
static int
is_same(PyObject *dict, PyObject *copy, PyObject *skipped)
{
    Py_ssize_t at = 0, copy_at = 0;
    PyObject *key, *value, *copied_key, *copied_value;
    while (PyDict_Next(dict, &at, &key, &value)) {
        if (key == skipped) {
            continue;
        }
        if (!PyDict_Next(copy, &copy_at, &copied_key, &copied_value) || key != copied_key || value != copied_value) {
            return 0;
        }
    }
    return !PyDict_Next(copy, &copy_at, &copied_key, &copied_value);
}
#endif

static int
are_all(PyObject *tuple, int classes)
{
    for (Py_ssize_t at = 0; at < PyTuple_GET_SIZE(tuple); at++) {
        PyObject *item = PyTuple_GET_ITEM(tuple, at);
        if (classes ? !PyType_Check(item) : !PyDict_Check(item)) {
            PyErr_Format(PyExc_TypeError, "a %s was expected, %R was found", classes ? "class" : "dict", item);
            return 0;
        }
    }
    return 1;
}

static PyObject *
guard_new(PyTypeObject *cls, PyObject *args, PyObject *kwargs)
{
    PyObject *own, *skipped, *classes, *dicts, *empty;
    if (kwargs != NULL && PyDict_GET_SIZE(kwargs) != 0) {
        PyErr_SetString(PyExc_TypeError, "a guard is made with positional arguments alone");
        return NULL;
    }
    if (!PyArg_ParseTuple(args, "O!O!O!UO!:Guard", &PyTuple_Type, &classes, &PyTuple_Type, &dicts, &PyDict_Type, &own,
                          &skipped, &PyTuple_Type, &empty)
        || !are_all(classes, 1) || !are_all(dicts, 0) || !are_all(empty, 0)) {
        return NULL;
    }
    Guard *self = (Guard *)cls->tp_alloc(cls, 0);
    if (self == NULL) {
        return NULL;
    }
    Py_ssize_t number = PyTuple_GET_SIZE(classes), more = PyTuple_GET_SIZE(dicts);
    self->classes = Py_NewRef(classes);
    self->dicts = Py_NewRef(dicts);
    self->empty = Py_NewRef(empty);
    self->skipped = Py_NewRef(skipped);
    self->class_tags = PyMem_Calloc(number + 1, sizeof(unsigned int));
#if HAVE_DICT_TAGS
    self->dict_tags = PyMem_Calloc(more + 1, sizeof(uint64_t));
    if (self->class_tags == NULL || self->dict_tags == NULL) {
        Py_DECREF(self);
        return PyErr_NoMemory();
    }
    self->dict_tags[0] = TAG_OF(own);
    for (Py_ssize_t at = 0; at < more; at++) {
        self->dict_tags[at + 1] = TAG_OF(PyTuple_GET_ITEM(dicts, at));
    }
#else
    self->copies = PyTuple_New(more + 1);
    if (self->class_tags == NULL || self->copies == NULL) {
        Py_DECREF(self);
        return PyErr_NoMemory();
    }
    for (Py_ssize_t at = 0; at <= more; at++) {
        PyObject *copy = at == 0 ? copy_without(own, skipped) : PyDict_Copy(PyTuple_GET_ITEM(dicts, at - 1));
        if (copy == NULL) {
            Py_DECREF(self);
            return NULL;
        }
        PyTuple_SET_ITEM(self->copies, at, copy);
    }
#endif
    for (Py_ssize_t at = 0; at < number; at++) {
        self->class_tags[at] = tag_of((PyTypeObject *)PyTuple_GET_ITEM(classes, at));
    }
    return (PyObject *)self;
}

static int
guard_holds(Guard *self, PyObject *object, PyObject *own)
{
    Py_ssize_t number = PyTuple_GET_SIZE(self->classes), more = PyTuple_GET_SIZE(self->dicts);
    if ((PyObject *)Py_TYPE(object) != PyTuple_GET_ITEM(self->classes, 0)) {
        return 0;
    }
    for (Py_ssize_t at = 0; at < number; at++) {
        unsigned int tag = self->class_tags[at];
        if (tag == 0 || tag != tag_of((PyTypeObject *)PyTuple_GET_ITEM(self->classes, at))) {
            return 0;
        }
    }
#if HAVE_DICT_TAGS
    if (self->dict_tags[0] != TAG_OF(own)) {
        return 0;
    }
    for (Py_ssize_t at = 0; at < more; at++) {
        if (self->dict_tags[at + 1] != TAG_OF(PyTuple_GET_ITEM(self->dicts, at))) {
            return 0;
        }
    }
#else
    if (!is_same(own, PyTuple_GET_ITEM(self->copies, 0), self->skipped)) {
        return 0;
    }
    for (Py_ssize_t at = 0; at < more; at++) {
        if (!is_same(PyTuple_GET_ITEM(self->dicts, at), PyTuple_GET_ITEM(self->copies, at + 1), NULL)) {
            return 0;
        }
    }
#endif
    return 1;
}

static PyObject *
guard_has_tags(Guard *self, PyObject *Py_UNUSED(nothing))
{
    for (Py_ssize_t at = 0; at < PyTuple_GET_SIZE(self->classes); at++) {
        if (self->class_tags[at] == 0) {
            Py_RETURN_FALSE;
        }
    }
    Py_RETURN_TRUE;
}

static PyMethodDef guard_methods[] = {
    {"has_tags", (PyCFunction)guard_has_tags, METH_NOARGS, "Tell whether each of the classes has a tag to go by."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot guard_slots[] = {
    {Py_tp_new, guard_new},
    {Py_tp_dealloc, guard_dealloc},
    {Py_tp_traverse, guard_traverse},
    {Py_tp_clear, guard_clear},
    {Py_tp_methods, guard_methods},
    {Py_tp_doc, "What a short way goes by: classes and dicts that are as they were, and dicts that are empty."},
    {0, NULL},
};

static PyType_Spec guard_spec = {
    "demijohn._cpython.Guard", sizeof(Guard), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, guard_slots,
};

static PyTypeObject *guard_type;

static PyObject *
state(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    if (count != 3 || Py_TYPE(args[0]) != guard_type || !PyDict_Check(args[2])) {
        PyErr_SetString(PyExc_TypeError, "a guard, an object and its dict were expected");
        return NULL;
    }
    Guard *guard = (Guard *)args[0];
    if (!guard_holds(guard, args[1], args[2])) {
        Py_RETURN_NONE;
    }
    for (Py_ssize_t at = 0; at < PyTuple_GET_SIZE(guard->empty); at++) {
        if (PyDict_GET_SIZE(PyTuple_GET_ITEM(guard->empty, at)) != 0) {
            Py_RETURN_FALSE;
        }
    }
    Py_RETURN_TRUE;
}

/* Call a function while an exception counts as the one that is being handled. */
static PyObject *
call_handling(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    if (count != 2 || !PyExceptionInstance_Check(args[0])) {
        PyErr_SetString(PyExc_TypeError, "an exception and what handles it were expected");
        return NULL;
    }
    PyObject *cls, *value, *traceback;
    PyErr_GetExcInfo(&cls, &value, &traceback);
    PyErr_SetExcInfo(
        Py_NewRef((PyObject *)Py_TYPE(args[0])), Py_NewRef(args[0]), PyException_GetTraceback(args[0]));
    PyObject *result = PyObject_CallOneArg(args[1], args[0]);
    PyErr_SetExcInfo(cls, value, traceback);
    return result;
}

/* An exception that a function raised, in place of what it would have returned. */
typedef struct {
    PyObject_HEAD
    PyObject *error;
} Raised;

static void
raised_dealloc(Raised *self)
{
    PyTypeObject *cls = Py_TYPE(self);
    Py_CLEAR(self->error);
    cls->tp_free(self);
    Py_DECREF(cls);
}

static PyMemberDef raised_members[] = {
    {"error", T_OBJECT_EX, offsetof(Raised, error), 0, "The exception."},
    {NULL, 0, 0, 0, NULL},
};

static PyType_Slot raised_slots[] = {
    {Py_tp_dealloc, raised_dealloc},
    {Py_tp_members, raised_members},
    {Py_tp_doc, "An exception that a function raised."},
    {0, NULL},
};

static PyType_Spec raised_spec = {"demijohn._cpython.Raised", sizeof(Raised), 0, Py_TPFLAGS_DEFAULT, raised_slots};

static PyTypeObject *raised_type;

/* The exception that is under way, which then is not any more. */
static PyObject *
take_error(void)
{
#if PY_VERSION_HEX < 0x030C0000
    PyObject *cls, *error, *traceback;
    PyErr_Fetch(&cls, &error, &traceback);
    PyErr_NormalizeException(&cls, &error, &traceback);
    if (traceback != NULL && PyException_SetTraceback(error, traceback) < 0) {
        PyErr_Clear();
    }
    Py_XDECREF(cls);
    Py_XDECREF(traceback);
    return error;
#else
    return PyErr_GetRaisedException();
#endif
}

/* Call a function, perhaps with arguments by name: a tuple of the names, a list of the values. */
static PyObject *
attempt(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    PyObject *result;
    if (count == 1) {
        result = PyObject_CallNoArgs(args[0]);
    }
    else if (count == 3 && PyTuple_Check(args[1]) && PyList_Check(args[2])
             && PyTuple_GET_SIZE(args[1]) == PyList_GET_SIZE(args[2])) {
        result = PyObject_Vectorcall(args[0], ((PyListObject *)args[2])->ob_item, 0, args[1]);
    }
    else {
        PyErr_SetString(PyExc_TypeError, "a function, a tuple of names and a list of as many values were expected");
        return NULL;
    }
    if (result != NULL || !PyErr_ExceptionMatches(PyExc_Exception)) {
        return result;
    }
    PyObject *error = take_error();
    Raised *raised = (Raised *)raised_type->tp_alloc(raised_type, 0);
    if (raised == NULL) {
        Py_XDECREF(error);
        return NULL;
    }
    raised->error = error;
    return (PyObject *)raised;
}

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

static PyMethodDef functions[] = {
    {"state", (PyCFunction)(void (*)(void))state, METH_FASTCALL, "Tell what a guard says of an object with its dict."},
    {"make", (PyCFunction)(void (*)(void))make, METH_FASTCALL, "Make an object of a class written in Python, with its dict."},
    {"call_handling", (PyCFunction)(void (*)(void))call_handling, METH_FASTCALL, "Call a function while an exception is handled."},
    {"proxy_class", proxy_class, METH_VARARGS, "Make a class of proxies for what a context variable holds."},
    {"attempt", (PyCFunction)(void (*)(void))attempt, METH_FASTCALL, "Call a function, and give the exception that it raises."},
    {"places", (PyCFunction)(void (*)(void))places, METH_FASTCALL, "List where a delimiter stands in a body."},
    {"parts", (PyCFunction)(void (*)(void))parts, METH_FASTCALL, "Make the parts of a body that is sent part by part."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "demijohn._cpython", "What CPython shows to C alone.", -1, functions, NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC
PyInit__cpython(void)
{
    PyObject *module = PyModule_Create(&definition);
    if (module == NULL) {
        return NULL;
    }
    dict_name = PyUnicode_InternFromString("__dict__");
    find_name = PyUnicode_InternFromString("_get_current_object");
    get_name = PyUnicode_InternFromString("__getattr__");
    guard_type = (PyTypeObject *)PyType_FromSpec(&guard_spec);
    raised_type = (PyTypeObject *)PyType_FromSpec(&raised_spec);
    no_arguments = PyTuple_New(0);
    parts_type = (PyTypeObject *)PyType_FromSpec(&parts_spec);
    if (dict_name == NULL || no_arguments == NULL || find_name == NULL || get_name == NULL || guard_type == NULL || parts_type == NULL
        || PyModule_AddType(module, guard_type) < 0 || raised_type == NULL
        || PyModule_AddType(module, raised_type) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
