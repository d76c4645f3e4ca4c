namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Goes from the initial rate to eta_min along half a cosine in T_max epochs (Loshchilov and Hutter 2017, eq. 5), then back.</summary>
                public class CosineAnnealingLR : LRScheduler
                {
                    private readonly double _max, _min;

                    public CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        if (!(T_max > 0)) throw new ArgumentOutOfRangeException(nameof(T_max), T_max, "Give the number of epochs, above 0.");
                        (_max, _min) = (T_max, eta_min);
                        step();
                    }

                    // Relative to the rate now, so that it can go together with other schedulers; as PyTorch's.
                    protected override IEnumerable<double> get_lr()
                    {
                        if (_last_epoch == 0) return Current;
                        if (_step_count == 1) return get_closed_form_lr();
                        if ((_last_epoch - 1 - _max) % (2 * _max) == 0)
                            return Current.Zip(_base_lrs, (lr, start) => lr + (start - _min) * (1 - Math.Cos(Math.PI / _max)) / 2);
                        double ratio = (1 + Math.Cos(Math.PI * _last_epoch / _max)) / (1 + Math.Cos(Math.PI * (_last_epoch - 1) / _max));
                        return Current.Select(lr => ratio * (lr - _min) + _min);
                    }

                    protected override IEnumerable<double> get_closed_form_lr() =>
                        _base_lrs.Select(lr => _min + (lr - _min) * (1 + Math.Cos(Math.PI * _last_epoch / _max)) / 2);
                }
            }

            public static LRScheduler CosineAnnealingLR(
                Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1, bool verbose = false) =>
                new impl.CosineAnnealingLR(optimizer, T_max, eta_min, last_epoch, verbose);
        }
    }
}
