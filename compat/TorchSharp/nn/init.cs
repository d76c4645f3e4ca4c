namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Initial values, drawn in place without being recorded, as PyTorch draws them.</summary>
        public static partial class init
        {
            public enum FanInOut
            {
                FanIn,
                FanOut,
            }

            public enum NonlinearityType
            {
                Linear = 0,
                Conv1D = 1,
                Conv2D = 2,
                Conv3D = 3,
                ConvTranspose1D = 4,
                ConvTranspose2D = 5,
                ConvTranspose3D = 6,
                Sigmoid = 7,
                Tanh = 8,
                ReLU = 9,
                LeakyReLU = 10,
            }

            private static readonly Op s_normal = new("normal_");
            private static readonly Op s_uniform = new("uniform_");
            private static readonly Op s_erfinv = new("erfinv_");
            private static readonly Op s_clamp = new("clamp_");
            private static readonly Op s_eye = new("eye", "m_out");
            private static readonly Op s_qr = new("linalg_qr");
            private static readonly Op s_erf = new("erf");

            /// <summary>What the standard deviation is multiplied by so that the nonlinearity keeps the scale of a signal.</summary>
            public static double calculate_gain(NonlinearityType nonlinearity, double param = 0) => nonlinearity switch
            {
                NonlinearityType.Tanh => 5.0 / 3.0,
                NonlinearityType.ReLU => Math.Sqrt(2),
                NonlinearityType.LeakyReLU => Math.Sqrt(2 / (1 + param * param)),
                _ => 1,
            };

            public static Tensor uniform_(Tensor tensor, double low = 0, double high = 1, Generator? generator = null)
            {
                using var off = no_grad();
                return s_uniform.InPlace(tensor, tensor, low, high, generator);
            }

            public static Tensor normal_(Tensor tensor, double mean = 0, double std = 1, Generator? generator = null)
            {
                using var off = no_grad();
                return s_normal.InPlace(tensor, tensor, mean, std, generator);
            }

            public static Tensor constant_(Tensor tensor, Scalar val)
            {
                using var off = no_grad();
                return tensor.fill_(val);
            }

            public static Tensor ones_(Tensor tensor) => constant_(tensor, 1.0);

            public static Tensor zeros_(Tensor tensor) => constant_(tensor, 0.0);

            public static Tensor eye_(Tensor tensor)
            {
                if (tensor.dim() != 2) throw new ArgumentException("Only tensors with 2 dimensions are supported.", nameof(tensor));
                using var off = no_grad();
                using Tensor data = tensor.detach();
                (long rows, long columns) = (tensor.size(0), tensor.size(1));
                _ = s_eye.InPlace(data, rows, columns, data);
                return tensor;
            }

            public static Tensor xavier_uniform_(Tensor tensor, double gain = 1)
            {
                (long fanIn, long fanOut) = CalculateFanInAndFanOut(tensor);
                double bound = Math.Sqrt(3) * (gain * Math.Sqrt(2.0 / (fanIn + fanOut)));
                return uniform_(tensor, -bound, bound);
            }

            public static Tensor xavier_normal_(Tensor tensor, double gain = 1)
            {
                (long fanIn, long fanOut) = CalculateFanInAndFanOut(tensor);
                return normal_(tensor, 0, gain * Math.Sqrt(2.0 / (fanIn + fanOut)));
            }

            public static Tensor glorot_uniform_(Tensor tensor, double gain = 1) => xavier_uniform_(tensor, gain);

            public static Tensor glorot_normal_(Tensor tensor, double gain = 1) => xavier_normal_(tensor, gain);

            public static Tensor kaiming_uniform_(
                Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU)
            {
                double bound = Math.Sqrt(3) * KaimingDeviation(tensor, a, mode, nonlinearity);
                return uniform_(tensor, -bound, bound);
            }

            public static Tensor kaiming_normal_(
                Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU) =>
                normal_(tensor, 0, KaimingDeviation(tensor, a, mode, nonlinearity));

            private static double KaimingDeviation(Tensor tensor, double a, FanInOut mode, NonlinearityType nonlinearity)
            {
                (long fanIn, long fanOut) = CalculateFanInAndFanOut(tensor);
                return calculate_gain(nonlinearity, a) / Math.Sqrt(mode == FanInOut.FanIn ? fanIn : fanOut);
            }

            /// <summary>A normal distribution without what lies outside a and b, from uniform numbers through its inverse.</summary>
            public static Tensor trunc_normal_(Tensor tensor, double mean = 0, double std = 1, double a = -2, double b = 2, Generator? generator = null)
            {
                using var off = no_grad();
                double low = Erf((a - mean) / std / Math.Sqrt(2));
                double high = Erf((b - mean) / std / Math.Sqrt(2));
                _ = s_uniform.InPlace(tensor, tensor, low, high, generator);
                _ = s_erfinv.InPlace(tensor, tensor);
                _ = tensor.mul_(std * Math.Sqrt(2));
                _ = tensor.add_(mean);
                return s_clamp.InPlace(tensor, tensor, a, b);
            }

            private static double Erf(double x)
            {
                using Tensor t = torch.tensor(x, ScalarType.Float64);
                using Tensor erf = s_erf.Call(t);
                return erf.item<double>();
            }

            /// <summary>A (semi-)orthogonal matrix: the Q of a normal matrix, with signs that make the distribution uniform.</summary>
            public static Tensor orthogonal_(Tensor tensor, double gain = 1)
            {
                if (tensor.dim() < 2) throw new ArgumentException("Only tensors with 2 or more dimensions are supported.", nameof(tensor));
                if (tensor.numel() == 0) return tensor;
                using DisposeScope scope = NewDisposeScope();
                using var off = no_grad();
                long rows = tensor.size(0);
                long columns = tensor.numel() / rows;
                Tensor flat = normal_(empty(rows, columns, tensor.dtype, tensor.device));
                if (rows < columns) flat = flat.t();
                (Tensor q, Tensor r) = s_qr.Call2(flat, "reduced");
                q = q.mul(r.diagonal().sign());
                if (rows < columns) q = q.t();
                _ = tensor.copy_(q.reshape(tensor.shape));
                return tensor.mul_(gain);
            }

            public static (long fanIn, long fanOut) CalculateFanInAndFanOut(Tensor tensor)
            {
                ArgumentNullException.ThrowIfNull(tensor);
                if (tensor.dim() < 2)
                    throw new ArgumentException("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions", nameof(tensor));
                long field = 1;
                foreach (long size in tensor.shape.AsSpan(2)) field *= size;
                return (tensor.size(1) * field, tensor.size(0) * field);
            }
        }
    }
}
