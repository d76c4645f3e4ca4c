namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor relu(Tensor x, bool inplace = false) => inplace ? NNOps.relu_.InPlace(x, x).alias() : NNOps.relu.Call(x);

            public static Tensor gelu(Tensor x) => NNOps.gelu.Call(x);

            public static Tensor gelu(Tensor x, bool inplace) => inplace ? NNOps.gelu_.InPlace(x, x).alias() : NNOps.gelu.Call(x);

            public static Tensor silu(Tensor x, bool inplace = false) => inplace ? NNOps.silu_.InPlace(x, x).alias() : NNOps.silu.Call(x);

            public static Tensor SiLU(Tensor x, bool inplace = false) => silu(x, inplace);

            public static Tensor tanh(Tensor x, bool inplace = false) => inplace ? NNOps.tanh_.InPlace(x, x).alias() : NNOps.tanh.Call(x);

            public static Tensor sigmoid(Tensor x) => NNOps.sigmoid.Call(x);

            public static Tensor sigmoid(Tensor x, bool inplace) => inplace ? NNOps.sigmoid_.InPlace(x, x).alias() : NNOps.sigmoid.Call(x);

            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => NNOps.softmax.Call(input, dim, dtype);

            public static Tensor log_softmax(Tensor x, long dim) => NNOps.log_softmax.Call(x, dim);
        }
    }
}
