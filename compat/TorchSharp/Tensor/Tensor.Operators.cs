namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public static Tensor operator +(Tensor left, Tensor right) => Ops.add.Call(left, right);
        public static Tensor operator +(Tensor left, Scalar right) => Ops.add_Scalar.Call(left, right);
        public static Tensor operator +(Tensor left, int right) => Ops.add_Scalar.Call(left, right);
        public static Tensor operator +(Tensor left, long right) => Ops.add_Scalar.Call(left, right);
        public static Tensor operator +(Tensor left, float right) => Ops.add_Scalar.Call(left, right);
        public static Tensor operator +(Tensor left, double right) => Ops.add_Scalar.Call(left, right);
        public static Tensor operator +(Scalar left, Tensor right) => Ops.add_Scalar.Call(right, left);
        public static Tensor operator +(int left, Tensor right) => Ops.add_Scalar.Call(right, left);
        public static Tensor operator +(long left, Tensor right) => Ops.add_Scalar.Call(right, left);
        public static Tensor operator +(float left, Tensor right) => Ops.add_Scalar.Call(right, left);
        public static Tensor operator +(double left, Tensor right) => Ops.add_Scalar.Call(right, left);

        public static Tensor operator -(Tensor left, Tensor right) => Ops.sub.Call(left, right);
        public static Tensor operator -(Tensor left, Scalar right) => Ops.sub_Scalar.Call(left, right);
        public static Tensor operator -(Tensor left, int right) => Ops.sub_Scalar.Call(left, right);
        public static Tensor operator -(Tensor left, long right) => Ops.sub_Scalar.Call(left, right);
        public static Tensor operator -(Tensor left, float right) => Ops.sub_Scalar.Call(left, right);
        public static Tensor operator -(Tensor left, double right) => Ops.sub_Scalar.Call(left, right);
        public static Tensor operator -(Scalar left, Tensor right) => Ops.rsub_Scalar.Call(right, left);
        public static Tensor operator -(int left, Tensor right) => Ops.rsub_Scalar.Call(right, left);
        public static Tensor operator -(long left, Tensor right) => Ops.rsub_Scalar.Call(right, left);
        public static Tensor operator -(float left, Tensor right) => Ops.rsub_Scalar.Call(right, left);
        public static Tensor operator -(double left, Tensor right) => Ops.rsub_Scalar.Call(right, left);

        public static Tensor operator *(Tensor left, Tensor right) => Ops.mul.Call(left, right);
        public static Tensor operator *(Tensor left, Scalar right) => Ops.mul_Scalar.Call(left, right);
        public static Tensor operator *(Tensor left, int right) => Ops.mul_Scalar.Call(left, right);
        public static Tensor operator *(Tensor left, long right) => Ops.mul_Scalar.Call(left, right);
        public static Tensor operator *(Tensor left, float right) => Ops.mul_Scalar.Call(left, right);
        public static Tensor operator *(Tensor left, double right) => Ops.mul_Scalar.Call(left, right);
        public static Tensor operator *(Scalar left, Tensor right) => Ops.mul_Scalar.Call(right, left);
        public static Tensor operator *(int left, Tensor right) => Ops.mul_Scalar.Call(right, left);
        public static Tensor operator *(long left, Tensor right) => Ops.mul_Scalar.Call(right, left);
        public static Tensor operator *(float left, Tensor right) => Ops.mul_Scalar.Call(right, left);
        public static Tensor operator *(double left, Tensor right) => Ops.mul_Scalar.Call(right, left);

        public static Tensor operator /(Tensor left, Tensor right) => Ops.div.Call(left, right);
        public static Tensor operator /(Tensor left, Scalar right) => Ops.div_Scalar.Call(left, right);
        public static Tensor operator /(Tensor left, int right) => Ops.div_Scalar.Call(left, right);
        public static Tensor operator /(Tensor left, long right) => Ops.div_Scalar.Call(left, right);
        public static Tensor operator /(Tensor left, float right) => Ops.div_Scalar.Call(left, right);
        public static Tensor operator /(Tensor left, double right) => Ops.div_Scalar.Call(left, right);
        public static Tensor operator /(Scalar left, Tensor right) => Divide(left, right);
        public static Tensor operator /(int left, Tensor right) => Divide((Scalar)left, right);
        public static Tensor operator /(long left, Tensor right) => Divide((Scalar)left, right);
        public static Tensor operator /(float left, Tensor right) => Divide((Scalar)left, right);
        public static Tensor operator /(double left, Tensor right) => Divide((Scalar)left, right);

        public static Tensor operator %(Tensor left, Tensor right) => left.remainder(right);
        public static Tensor operator %(Tensor left, Scalar right) => left.remainder(right);
        public static Tensor operator %(Tensor left, int right) => left.remainder((Scalar)right);
        public static Tensor operator %(Tensor left, long right) => left.remainder((Scalar)right);
        public static Tensor operator %(Tensor left, float right) => left.remainder((Scalar)right);
        public static Tensor operator %(Tensor left, double right) => left.remainder((Scalar)right);
        public static Tensor operator -(Tensor tensor) => tensor.neg();
        public static Tensor operator ~(Tensor left) => left.bitwise_not();
        public static Tensor operator &(Tensor left, Tensor right) => left.bitwise_and(right);
        public static Tensor operator |(Tensor left, Tensor right) => left.bitwise_or(right);
        public static Tensor operator ^(Tensor left, Tensor right) => left.bitwise_xor(right);

        public static Tensor operator ==(Tensor left, Tensor right) => left.eq(right);
        public static Tensor operator ==(Tensor left, Scalar right) => left.eq(right);
        public static Tensor operator ==(Scalar left, Tensor right) => right.eq(left);
        public static Tensor operator !=(Tensor left, Tensor right) => left.ne(right);
        public static Tensor operator !=(Tensor left, Scalar right) => left.ne(right);
        public static Tensor operator !=(Scalar left, Tensor right) => right.ne(left);
        public static Tensor operator <(Tensor left, Tensor right) => left.lt(right);
        public static Tensor operator <(Tensor left, Scalar right) => left.lt(right);
        public static Tensor operator <(Scalar left, Tensor right) => right.gt(left);
        public static Tensor operator <=(Tensor left, Tensor right) => left.le(right);
        public static Tensor operator <=(Tensor left, Scalar right) => left.le(right);
        public static Tensor operator <=(Scalar left, Tensor right) => right.ge(left);
        public static Tensor operator >(Tensor left, Tensor right) => left.gt(right);
        public static Tensor operator >(Tensor left, Scalar right) => left.gt(right);
        public static Tensor operator >(Scalar left, Tensor right) => right.lt(left);
        public static Tensor operator >=(Tensor left, Tensor right) => left.ge(right);
        public static Tensor operator >=(Tensor left, Scalar right) => left.ge(right);
        public static Tensor operator >=(Scalar left, Tensor right) => right.le(left);

        // reciprocal(right) * left, as PyTorch computes it: whole numbers become floating-point ones first.
        private static Tensor Divide(Scalar left, Tensor right)
        {
            using Tensor inverse = Ops.reciprocal.Call(right);
            return Ops.mul_Scalar.Call(inverse, left);
        }
    }
}
