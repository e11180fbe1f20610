/* Bodies in pieces: where the delimiter of one that came stands, and one that is sent part by part. */

#define BLOCK 128

/* Tell in which of a block's bytes the first two and the last byte of a delimiter may stand: in none, mostly. The
   compiler makes this a few instructions for many bytes. */
static int
may_hold(const unsigned char *text, const unsigned char *wanted, Py_ssize_t length)
{
    const unsigned char *behind = text + length - 1;
    unsigned char first = wanted[0], second = wanted[1], last = wanted[length - 1], any = 0;
    for (int at = 0; at < BLOCK; at++) {
        any |= (unsigned char)((text[at] == first) & (text[at + 1] == second) & (behind[at] == last));
    }
    return any;
}

static int
add_places(PyObject *found, const unsigned char *text, Py_ssize_t from, Py_ssize_t to, const unsigned char *wanted,
           Py_ssize_t length)
{
    for (Py_ssize_t at = from; at < to; at++) {
        if (text[at] != wanted[0] || memcmp(text + at, wanted, length) != 0) {
            continue;
        }
        PyObject *place = PyLong_FromSsize_t(at);
        int failed = place == NULL || PyList_Append(found, place) < 0;
        Py_XDECREF(place);
        if (failed) {
            return -1;
        }
    }
    return 0;
}

/* List where a delimiter of two bytes or more stands in a body. Python's own search is made for longer ones. */
static PyObject *
places(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    if (count != 2 || !PyBytes_Check(args[0]) || !PyBytes_Check(args[1]) || PyBytes_GET_SIZE(args[1]) < 2) {
        PyErr_SetString(PyExc_TypeError, "a body and a delimiter of two bytes or more were expected");
        return NULL;
    }
    const unsigned char *text = (const unsigned char *)PyBytes_AS_STRING(args[0]);
    const unsigned char *wanted = (const unsigned char *)PyBytes_AS_STRING(args[1]);
    Py_ssize_t length = PyBytes_GET_SIZE(args[1]), end = PyBytes_GET_SIZE(args[0]) - length + 1;
    PyObject *found = PyList_New(0);
    for (Py_ssize_t at = 0; found != NULL && at < end; at += BLOCK) {
        int is_whole = end - at >= BLOCK;
        if (is_whole && !may_hold(text + at, wanted, length)) {
            continue;
        }
        if (add_places(found, text, at, is_whole ? at + BLOCK : end, wanted, length) < 0) {
            Py_CLEAR(found);
        }
    }
    return found;
}

/* The parts of a body, of which text is encoded; closing it is up to a function that is called with the response. */

typedef struct {
    PyObject_HEAD
    PyObject *iterator;
    PyObject *response;
    PyObject *close;
} Parts;

static int
parts_traverse(Parts *self, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(self->iterator);
    Py_VISIT(self->response);
    Py_VISIT(self->close);
    return 0;
}

static int
parts_clear(Parts *self)
{
    Py_CLEAR(self->iterator);
    Py_CLEAR(self->response);
    Py_CLEAR(self->close);
    return 0;
}

static void
parts_dealloc(Parts *self)
{
    PyTypeObject *cls = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    parts_clear(self);
    cls->tp_free(self);
    Py_DECREF(cls);
}

static PyObject *
parts_next(Parts *self)
{
    /* The collector of cycles may have cleared what something in the cycle still asks. */
    PyObject *part = self->iterator == NULL ? NULL : PyIter_Next(self->iterator);
    if (part == NULL || PyBytes_Check(part)) {
        return part;
    }
    PyObject *bytes;
    if (PyUnicode_Check(part)) {
        bytes = PyUnicode_AsUTF8String(part);
    }
    else {
        /* What stands for text says so of its class; what is no text is passed on as it is. */
        int is_text = PyObject_IsInstance(part, (PyObject *)&PyUnicode_Type);
        if (is_text == 0) {
            return part;
        }
        bytes = is_text < 0 ? NULL : PyObject_CallMethod(part, "encode", NULL);
    }
    Py_DECREF(part);
    return bytes;
}

static PyObject *
parts_close(Parts *self, PyObject *Py_UNUSED(nothing))
{
    if (self->close == NULL || self->response == NULL) {
        Py_RETURN_NONE;
    }
    return PyObject_CallOneArg(self->close, self->response);
}

static PyMethodDef parts_methods[] = {
    {"close", (PyCFunction)parts_close, METH_NOARGS, "Close the response."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot parts_slots[] = {
    {Py_tp_dealloc, parts_dealloc},
    {Py_tp_traverse, parts_traverse},
    {Py_tp_clear, parts_clear},
    {Py_tp_iter, PyObject_SelfIter},
    {Py_tp_iternext, parts_next},
    {Py_tp_methods, parts_methods},
    {Py_tp_doc, "The parts of a body that is sent part by part, as bytes."},
    {0, NULL},
};

static PyType_Spec parts_spec = {
    "demijohn._cpython.Parts", sizeof(Parts), 0,
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION, parts_slots,
};

static PyTypeObject *parts_type;

/* Make the parts of a body, of the response that it belongs to, and of the function that closes that. */
static PyObject *
parts(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    if (count != 3) {
        PyErr_SetString(PyExc_TypeError, "a body, a response and a function were expected");
        return NULL;
    }
    PyObject *iterator = PyObject_GetIter(args[0]);
    Parts *made = iterator == NULL ? NULL : PyObject_GC_New(Parts, parts_type);
    if (made == NULL) {
        Py_XDECREF(iterator);
        return NULL;
    }
    made->iterator = iterator;
    made->response = Py_NewRef(args[1]);
    made->close = Py_NewRef(args[2]);
    PyObject_GC_Track(made);
    return (PyObject *)made;
}
