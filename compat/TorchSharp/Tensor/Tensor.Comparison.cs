namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor eq(Tensor target) => Ops.eq.Call(this, target);
        public Tensor eq(Scalar target) => Ops.eq_Scalar.Call(this, target);
        public Tensor eq_(Tensor target) => Ops.eq_.InPlace(this, this, target);
        public Tensor eq_(Scalar target) => Ops.eq__Scalar.InPlace(this, this, target);
        public Tensor ne(Tensor target) => Ops.ne.Call(this, target);
        public Tensor ne(Scalar target) => Ops.ne_Scalar.Call(this, target);
        public Tensor ne_(Tensor target) => Ops.ne_.InPlace(this, this, target);
        public Tensor ne_(Scalar target) => Ops.ne__Scalar.InPlace(this, this, target);
        public Tensor lt(Tensor target) => Ops.lt.Call(this, target);
        public Tensor lt(Scalar target) => Ops.lt_Scalar.Call(this, target);
        public Tensor lt_(Tensor target) => Ops.lt_.InPlace(this, this, target);
        public Tensor lt_(Scalar target) => Ops.lt__Scalar.InPlace(this, this, target);
        public Tensor le(Tensor target) => Ops.le.Call(this, target);
        public Tensor le(Scalar target) => Ops.le_Scalar.Call(this, target);
        public Tensor le_(Tensor target) => Ops.le_.InPlace(this, this, target);
        public Tensor le_(Scalar target) => Ops.le__Scalar.InPlace(this, this, target);
        public Tensor gt(Tensor target) => Ops.gt.Call(this, target);
        public Tensor gt(Scalar target) => Ops.gt_Scalar.Call(this, target);
        public Tensor gt_(Tensor target) => Ops.gt_.InPlace(this, this, target);
        public Tensor gt_(Scalar target) => Ops.gt__Scalar.InPlace(this, this, target);
        public Tensor ge(Tensor target) => Ops.ge.Call(this, target);
        public Tensor ge(Scalar target) => Ops.ge_Scalar.Call(this, target);
        public Tensor ge_(Tensor target) => Ops.ge_.InPlace(this, this, target);
        public Tensor ge_(Scalar target) => Ops.ge__Scalar.InPlace(this, this, target);
        public Tensor equal(Tensor target) => eq(target);
        public Tensor not_equal(Tensor target) => ne(target);
        public Tensor less(Tensor target) => lt(target);
        public Tensor less_equal(Tensor target) => le(target);
        public Tensor greater(Tensor target) => gt(target);
        public Tensor greater_equal(Tensor target) => ge(target);

        public bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) =>
            Ops.allclose.CallValue(this, target, rtol, atol, equal_nan).Value != 0;

        public Tensor isclose(Tensor other, double rtol = 1e-05, double atol = 1e-08, bool nanEqual = false) =>
            Ops.isclose.Call(this, other, rtol, atol, nanEqual);

        public Tensor isnan() => Ops.isnan.Call(this);
        public Tensor isinf() => Ops.isinf.Call(this);
        public Tensor isfinite() => Ops.isfinite.Call(this);
        public Tensor isposinf() => Ops.isposinf.Call(this);
        public Tensor isneginf() => Ops.isneginf.Call(this);
        public Tensor isreal() => Ops.isreal.Call(this);
        public bool is_nonzero() => Ops.is_nonzero.CallValue(this).Value != 0;

        public Tensor isin(Tensor test_elements, bool assumeUnique = false, bool invert = false) =>
            Ops.isin.Call(this, test_elements, assumeUnique, invert);

        public Tensor logical_and(Tensor other) => Ops.logical_and.Call(this, other);
        public Tensor logical_or(Tensor other) => Ops.logical_or.Call(this, other);
        public Tensor logical_xor(Tensor other) => Ops.logical_xor.Call(this, other);
        public Tensor logical_not() => Ops.logical_not.Call(this);
        public Tensor bitwise_and(Tensor other) => Ops.bitwise_and.Call(this, other);
        public Tensor bitwise_or(Tensor other) => Ops.bitwise_or.Call(this, other);
        public Tensor bitwise_xor(Tensor other) => Ops.bitwise_xor.Call(this, other);
        public Tensor bitwise_not() => Ops.bitwise_not.Call(this);
        public Tensor bitwise_left_shift(Tensor other) => Ops.bitwise_left_shift.Call(this, other);
        public Tensor bitwise_right_shift(Tensor other) => Ops.bitwise_right_shift.Call(this, other);
    }

    public static Tensor eq(Tensor left, Tensor right) => left.eq(right);
    public static Tensor ne(Tensor left, Tensor right) => left.ne(right);
    public static Tensor lt(Tensor left, Tensor right) => left.lt(right);
    public static Tensor le(Tensor left, Tensor right) => left.le(right);
    public static Tensor gt(Tensor left, Tensor right) => left.gt(right);
    public static Tensor ge(Tensor left, Tensor right) => left.ge(right);
    public static Tensor equal(Tensor tensor, Tensor target) => tensor.equal(target);
    public static Tensor not_equal(Tensor tensor, Tensor target) => tensor.ne(target);
    public static Tensor less(Tensor tensor, Tensor target) => tensor.lt(target);
    public static Tensor less_equal(Tensor tensor, Tensor target) => tensor.le(target);
    public static Tensor greater(Tensor tensor, Tensor target) => tensor.gt(target);
    public static Tensor greater_equal(Tensor tensor, Tensor target) => tensor.ge(target);

    public static bool allclose(Tensor tensor, Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) =>
        tensor.allclose(target, rtol, atol, equal_nan);

    public static Tensor isclose(Tensor tensor, Tensor other, double rtol = 1e-05, double atol = 1e-08, bool nanEqual = false) =>
        tensor.isclose(other, rtol, atol, nanEqual);

    public static Tensor isnan(Tensor input) => input.isnan();
    public static Tensor isinf(Tensor tensor) => tensor.isinf();
    public static Tensor isfinite(Tensor tensor) => tensor.isfinite();
    public static Tensor isposinf(Tensor tensor) => tensor.isposinf();
    public static Tensor isneginf(Tensor tensor) => tensor.isneginf();
    public static bool is_nonzero(Tensor input) => input.is_nonzero();

    public static Tensor isin(Tensor tensor, Tensor test_elements, bool assumeUnique = false, bool invert = false) =>
        tensor.isin(test_elements, assumeUnique, invert);

    public static Tensor logical_and(Tensor left, Tensor right) => left.logical_and(right);
    public static Tensor logical_or(Tensor left, Tensor right) => left.logical_or(right);
    public static Tensor logical_xor(Tensor left, Tensor right) => left.logical_xor(right);
    public static Tensor logical_not(Tensor input) => input.logical_not();
    public static Tensor bitwise_and(Tensor left, Tensor right) => left.bitwise_and(right);
    public static Tensor bitwise_or(Tensor left, Tensor right) => left.bitwise_or(right);
    public static Tensor bitwise_xor(Tensor left, Tensor right) => left.bitwise_xor(right);
    public static Tensor bitwise_not(Tensor input) => input.bitwise_not();
    public static Tensor bitwise_left_shift(Tensor left, Tensor right) => left.bitwise_left_shift(right);
    public static Tensor bitwise_right_shift(Tensor left, Tensor right) => left.bitwise_right_shift(right);
}
