/* What CPython shows to C alone: the version tags of classes and dicts, and how an object is made with its dict.

   CPython gives each class a number, and takes it away when the class or a base of it changes in any way: equal tags
   say that nobody has replaced a member since. A class without a number has the tag 0, which says nothing. A dict has
   such a number too, until Python 3.11.
*/

#define PY_SSIZE_T_CLEAN
#include <Python.h>

static unsigned int
tag_of(PyTypeObject *cls)
{
#if PY_VERSION_HEX < 0x030D0000
    return PyType_HasFeature(cls, Py_TPFLAGS_VALID_VERSION_TAG) ? cls->tp_version_tag : 0;
#else
    return cls->tp_version_tag;
#endif
}

static PyTypeObject *
class_at(PyObject *classes, Py_ssize_t at)
{
    PyObject *cls = PyTuple_GET_ITEM(classes, at);
    if (!PyType_Check(cls)) {
        PyErr_Format(PyExc_TypeError, "a class was expected, %R was found", cls);
        return NULL;
    }
    return (PyTypeObject *)cls;
}

static PyObject *
tags(PyObject *module, PyObject *classes)
{
    if (!PyTuple_Check(classes)) {
        PyErr_Format(PyExc_TypeError, "a tuple of classes was expected, %R was found", classes);
        return NULL;
    }
    PyObject *found = PyTuple_New(PyTuple_GET_SIZE(classes));
    if (found == NULL) {
        return NULL;
    }
    for (Py_ssize_t at = 0; at < PyTuple_GET_SIZE(classes); at++) {
        PyTypeObject *cls = class_at(classes, at);
        PyObject *tag = cls == NULL ? NULL : PyLong_FromUnsignedLong(tag_of(cls));
        if (tag == NULL) {
            Py_DECREF(found);
            return NULL;
        }
        PyTuple_SET_ITEM(found, at, tag);
    }
    return found;
}

static PyObject *
have_tags(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    if (count != 2 || !PyTuple_Check(args[0]) || !PyTuple_Check(args[1])
        || PyTuple_GET_SIZE(args[0]) != PyTuple_GET_SIZE(args[1])) {
        PyErr_SetString(PyExc_TypeError, "two tuples of one length were expected: classes and their tags");
        return NULL;
    }
    for (Py_ssize_t at = 0; at < PyTuple_GET_SIZE(args[0]); at++) {
        PyTypeObject *cls = class_at(args[0], at);
        if (cls == NULL) {
            return NULL;
        }
        unsigned long tag = PyLong_AsUnsignedLong(PyTuple_GET_ITEM(args[1], at));
        if (tag == (unsigned long)-1 && PyErr_Occurred()) {
            return NULL;
        }
        if (tag == 0 || tag != tag_of(cls)) {
            Py_RETURN_FALSE;
        }
    }
    Py_RETURN_TRUE;
}

static PyObject *
dict_tag(PyObject *module, PyObject *dict)
{
    if (!PyDict_Check(dict)) {
        PyErr_Format(PyExc_TypeError, "a dict was expected, %R was found", dict);
        return NULL;
    }
#if PY_VERSION_HEX < 0x030C0000
    return PyLong_FromUnsignedLongLong(((PyDictObject *)dict)->ma_version_tag);
#else
    return PyLong_FromLong(0);
#endif
}

static PyObject *
make(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    if (count != 2 || !PyType_Check(args[0]) || !PyDict_Check(args[1])) {
        PyErr_SetString(PyExc_TypeError, "a class and a dict of attributes were expected");
        return NULL;
    }
    PyTypeObject *cls = (PyTypeObject *)args[0];
    PyObject *made = cls->tp_alloc(cls, 0);
    if (made != NULL && PyObject_GenericSetDict(made, args[1], NULL) < 0) {
        Py_CLEAR(made);
    }
    return made;
}

static PyMethodDef functions[] = {
    {"tags", tags, METH_O, "Give the version tags of classes."},
    {"have_tags", (PyCFunction)(void (*)(void))have_tags, METH_FASTCALL, "Tell whether classes still have these tags."},
    {"dict_tag", dict_tag, METH_O, "Give the version tag of a dict, or 0 if dicts have none."},
    {"make", (PyCFunction)(void (*)(void))make, METH_FASTCALL, "Make an object of a class written in Python, with its dict."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "demijohn._cpython", "What CPython shows to C alone.", 0, functions, NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC
PyInit__cpython(void)
{
    return PyModuleDef_Init(&definition);
}
