namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor add(Tensor target) => Ops.add.Call(this, target);
        public Tensor add(Scalar scalar) => Ops.add_Scalar.Call(this, scalar);
        public Tensor add_(Tensor target) => Ops.add_.InPlace(this, this, target);
        public Tensor add_(Scalar scalar) => Ops.add__Scalar.InPlace(this, this, scalar);
        public Tensor add(Tensor target, Scalar alpha) => Ops.add.Call(this, target, alpha);
        public Tensor add(Scalar scalar, Scalar alpha) => Ops.add_Scalar.Call(this, scalar, alpha);
        public Tensor add_(Tensor target, Scalar alpha) => Ops.add_.InPlace(this, this, target, alpha);
        public Tensor add_(Scalar scalar, Scalar alpha) => Ops.add__Scalar.InPlace(this, this, scalar, alpha);
        public Tensor sub(Tensor target) => Ops.sub.Call(this, target);
        public Tensor sub(Scalar target) => Ops.sub_Scalar.Call(this, target);
        public Tensor sub_(Tensor target) => Ops.sub_.InPlace(this, this, target);
        public Tensor sub_(Scalar target) => Ops.sub__Scalar.InPlace(this, this, target);
        public Tensor mul(Tensor target) => Ops.mul.Call(this, target);
        public Tensor mul(Scalar target) => Ops.mul_Scalar.Call(this, target);
        public Tensor mul_(Tensor target) => Ops.mul_.InPlace(this, this, target);
        public Tensor mul_(Scalar target) => Ops.mul__Scalar.InPlace(this, this, target);
        public Tensor subtract(Tensor target) => sub(target);
        public Tensor subtract(Scalar target) => sub(target);
        public Tensor subtract_(Tensor target) => sub_(target);
        public Tensor subtract_(Scalar target) => sub_(target);
        public Tensor multiply(Tensor target) => mul(target);
        public Tensor multiply(Scalar target) => mul(target);

        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None ? Ops.div.Call(this, target) : Ops.div_Tensor_mode.Call(this, target, Mode(rounding_mode));

        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None ? Ops.div_Scalar.Call(this, target) : Ops.div_Scalar_mode.Call(this, target, Mode(rounding_mode));

        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            Ops.div__Tensor_mode.InPlace(this, this, target, Mode(rounding_mode));

        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            Ops.div__Scalar_mode.InPlace(this, this, target, Mode(rounding_mode));

        public Tensor divide(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => div(target, rounding_mode);
        public Tensor divide(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => div(target, rounding_mode);
        public Tensor divide_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => div_(target, rounding_mode);
        public Tensor divide_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => div_(target, rounding_mode);
        public Tensor true_divide(Tensor other) => div(other);
        public Tensor true_divide(Scalar other) => div(other);
        public Tensor true_divide_(Tensor other) => div_(other);
        public Tensor true_divide_(Scalar other) => div_(other);
        public Tensor floor_divide(Tensor other) => Ops.floor_divide.Call(this, other);
        public Tensor floor_divide(Scalar other) => Ops.floor_divide_Scalar.Call(this, other);
        public Tensor remainder(Tensor target) => Ops.remainder.Call(this, target);
        public Tensor remainder(Scalar scalar) => Ops.remainder_Scalar.Call(this, scalar);
        public Tensor remainder_(Tensor target) => Ops.remainder_.InPlace(this, this, target);
        public Tensor remainder_(Scalar scalar) => Ops.remainder__Scalar.InPlace(this, this, scalar);
        public Tensor fmod(Tensor target) => Ops.fmod.Call(this, target);
        public Tensor fmod(Scalar scalar) => Ops.fmod_Scalar.Call(this, scalar);
        public Tensor fmod_(Tensor target) => Ops.fmod_.InPlace(this, this, target);
        public Tensor fmod_(Scalar scalar) => Ops.fmod__Scalar.InPlace(this, this, scalar);
        public Tensor pow(Tensor exponent) => Ops.pow.Call(this, exponent);
        public Tensor pow(Scalar exponent) => Ops.pow_Scalar.Call(this, exponent);
        public Tensor pow_(Tensor exponent) => Ops.pow_.InPlace(this, this, exponent);
        public Tensor pow_(Scalar exponent) => Ops.pow__Scalar.InPlace(this, this, exponent);
        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) => Ops.addcmul.Call(this, tensor1, tensor2, value);
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) => Ops.addcmul_.InPlace(this, this, tensor1, tensor2, value);
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2) => Ops.addcdiv.Call(this, tensor1, tensor2);
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) => Ops.addcdiv.Call(this, tensor1, tensor2, value);
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2) => Ops.addcdiv_.InPlace(this, this, tensor1, tensor2);
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) => Ops.addcdiv_.InPlace(this, this, tensor1, tensor2, value);
        public Tensor lerp(Tensor end, Tensor weight) => Ops.lerp_Tensor.Call(this, end, weight);
        public Tensor lerp_(Tensor end, Tensor weight) => Ops.lerp__Tensor.InPlace(this, this, end, weight);
        public Tensor maximum(Tensor other) => Ops.maximum.Call(this, other);
        public Tensor minimum(Tensor other) => Ops.minimum.Call(this, other);
        public Tensor atan2(Tensor other) => Ops.atan2.Call(this, other);
        public Tensor hypot(Tensor other) => Ops.hypot.Call(this, other);
        public Tensor logaddexp(Tensor other) => Ops.logaddexp.Call(this, other);
        public Tensor xlogy(Tensor y) => Ops.xlogy.Call(this, y);
        public Tensor copysign(Tensor other) => Ops.copysign.Call(this, other);

        private static string? Mode(RoundingMode mode) => mode switch
        {
            RoundingMode.None => null,
            RoundingMode.trunc => "trunc",
            RoundingMode.floor => "floor",
            _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "Give None, trunc or floor."),
        };
    }
}
