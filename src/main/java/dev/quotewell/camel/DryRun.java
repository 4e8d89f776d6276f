package dev.quotewell.camel;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.BeanRepository;
import org.apache.camel.spi.Registry;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.LifecycleStrategySupport;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.PropertyBindingSupport;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.util.StringHelper;

/**
 * Builds routes in a Camel of their own, in which nothing is started and nothing is bound to the one that runs: what
 * cannot be built is found before anything is touched. It finds no failures of a start.
 */
public final class DryRun {

    private static final Pattern POOL = Pattern.compile("camel\\.threadpool\\.config\\[([^]]+)].*");

    private DryRun() {}

    /**
     * @param properties what placeholders stand for
     * @param files texts in YAML by the names of their files, templates and shared parts too
     * @throws Exception what the first of them lacks
     */
    public static void build(CamelContext running, Map<String, String> properties, Map<String, String> files)
            throws Exception {
        DefaultCamelContext scratch = new DefaultCamelContext(new DefaultRegistry(new BeansOf(running.getRegistry())));
        try {
            scratch.disableJMX();
            scratch.setAutoStartup(false);
            Properties values = new Properties();
            values.putAll(properties);
            scratch.getPropertiesComponent().setInitialProperties(values);
            scratch.addLifecycleStrategy(new ComponentOptions(properties));
            scratch.build();
            poolsOf(running, properties).forEach(scratch.getExecutorServiceManager()::registerThreadPoolProfile);
            Resource[] resources = files.entrySet().stream()
                    .map(file -> ResourceHelper.fromString(file.getKey(), file.getValue()))
                    .toArray(Resource[]::new);
            PluginHelper.getRoutesLoader(scratch).loadRoutes(resources);
            scratch.start();
        } finally {
            scratch.stop();
        }
    }

    /** Sets what the settings say of a component, as the running Camel does when it starts. */
    private static final class ComponentOptions extends LifecycleStrategySupport {

        private final Map<String, String> properties;

        ComponentOptions(Map<String, String> properties) {
            this.properties = properties;
        }

        @Override
        public void onComponentAdd(String name, Component component) {
            String prefix = "camel.component." + name + ".";
            Map<String, Object> options = new HashMap<>();
            properties.forEach((key, value) -> {
                if (key.startsWith(prefix)) {
                    options.put(StringHelper.dashToCamelCase(key.substring(prefix.length())), value);
                }
            });
            PropertyBindingSupport.build()
                    .withCamelContext(component.getCamelContext())
                    .withTarget(component)
                    .withConfigurer(component.getComponentPropertyConfigurer())
                    .withIgnoreCase(true)
                    .withProperties(options)
                    .bind();
        }
    }

    /** Those that the settings describe; threads are made when a route starts. */
    private static List<ThreadPoolProfile> poolsOf(CamelContext running, Map<String, String> properties) {
        return properties.keySet().stream()
                .map(POOL::matcher)
                .filter(Matcher::matches)
                .map(pool -> running.getExecutorServiceManager().getThreadPoolProfile(pool.group(1)))
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    /** The beans of the running Camel, without its components: those belong to it alone. */
    private record BeansOf(Registry running) implements BeanRepository {

        private static boolean isOurs(Object bean) {
            return !(bean instanceof Component);
        }

        @Override
        @SuppressWarnings("NullAway") // Camel's interface is not annotated: null is "none".
        public Object lookupByName(String name) {
            Object bean = running.lookupByName(name);
            return bean == null || isOurs(bean) ? bean : null;
        }

        @Override
        @SuppressWarnings("NullAway") // As above.
        public <T> T lookupByNameAndType(String name, Class<T> type) {
            T bean = running.lookupByNameAndType(name, type);
            return bean == null || isOurs(bean) ? bean : null;
        }

        @Override
        public <T> Map<String, T> findByTypeWithName(Class<T> type) {
            return running.findByTypeWithName(type).entrySet().stream()
                    .filter(bean -> isOurs(bean.getValue()))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        }

        @Override
        public <T> Set<T> findByType(Class<T> type) {
            return running.findByType(type).stream().filter(BeansOf::isOurs).collect(Collectors.toSet());
        }
    }
}
