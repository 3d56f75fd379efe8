package com.example.orders;

import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** Spring Boot with the routes of createorder-routes.jar, which application.yaml names. */
@SpringBootApplication
public class OrdersApplication {
    public static void main(String[] args) {
        SpringApplication.run(OrdersApplication.class, args);
    }

    /** The broker of the error queue. Pooled, because each message is sent over a connection and a session of its own. */
    @Bean(destroyMethod = "stop")
    public JmsPoolConnectionFactory connectionFactory(
            @Value("${broker.url}") String url,
            @Value("${broker.user}") String user,
            @Value("${broker.password}") String password) {
        JmsPoolConnectionFactory pool = new JmsPoolConnectionFactory();
        pool.setConnectionFactory(new ActiveMQConnectionFactory(url, user, password));
        return pool;
    }
}
